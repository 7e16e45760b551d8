/** Decides which datasets stay. Pure: the same input gets the same verdicts. */
import {
  type Candidate,
  hasRules,
  type Reason,
  type RetentionRules,
  type Rule,
  RULES,
  type Verdict,
} from '@/lib/datasets/model/keeping/retention'

/** The sources whose newest dataset a running download is compared with; `all` while its source is not known. */
export type Compared = ReadonlySet<string> | 'all'

const DAY_MS = 24 * 60 * 60_000

/** What two datasets have in common when a rule keeps only the newer of them. Days, weeks and months are those of UTC. */
const PERIODS: Record<Rule, (dataset: Candidate) => string> = {
  last: ({ id }) => id,
  daily: ({ createdAt }) => createdAt.toISOString().slice(0, 10),
  weekly: ({ createdAt }) => isoWeek(createdAt),
  monthly: ({ createdAt }) => createdAt.toISOString().slice(0, 7),
}

/**
 * Judges ready datasets as restic's `forget` does, newest first: each rule keeps the newest of each of its periods until
 * it has kept as many as it may; with room left at the end, it also keeps the oldest. The newest dataset, pinned and
 * named ones and those a running download is compared with always stay, and count like any other.
 * @throws Error when no rule is used: nobody means that
 */
export function judge<T extends Candidate>(
  candidates: T[],
  rules: RetentionRules,
  compared: Compared = new Set(),
): Verdict<T>[] {
  if (!hasRules(rules)) throw new Error('Without rules everything would be deleted.')
  const datasets = candidates.toSorted(newestFirst)
  const counters = RULES.map((rule) => ({ rule, left: rules[rule] ?? 0, last: '' }))
  const bases = listBases(datasets, compared)
  return datasets.map((dataset, index) => {
    const keptBy: Reason[] = []
    if (index === 0) keptBy.push('newest')
    if (dataset.pinned) keptBy.push('pinned')
    if (dataset.label !== null) keptBy.push('named')
    if (bases.has(dataset.id)) keptBy.push('base')
    let isOldestKept = false
    for (const counter of counters) {
      if (counter.left <= 0) continue
      const period = PERIODS[counter.rule](dataset)
      if (period === counter.last) isOldestKept ||= index === datasets.length - 1
      else {
        keptBy.push(counter.rule)
        counter.last = period
        counter.left -= 1
      }
    }
    return { dataset, keptBy: isOldestKept ? [...keptBy, 'oldest'] : keptBy }
  })
}

/** Of each source that matters, the dataset that was completed last. */
function listBases(datasets: Candidate[], compared: Compared): Set<string> {
  const bases = new Map<string, Candidate>()
  for (const dataset of datasets) {
    const { source } = dataset
    if (source === null || (compared !== 'all' && !compared.has(source))) continue
    const base = bases.get(source)
    if (base === undefined || endOf(dataset) > endOf(base)) bases.set(source, dataset)
  }
  return new Set([...bases.values()].map(({ id }) => id))
}

function endOf({ finishedAt }: Candidate): number {
  return finishedAt?.getTime() ?? 0
}

/** In the order in which datasets are listed. */
function newestFirst(one: Candidate, other: Candidate): number {
  const later = other.createdAt.getTime() - one.createdAt.getTime()
  if (later !== 0) return later
  return one.id < other.id ? 1 : -1
}

/** The week as ISO 8601 counts them, from Monday, with the year that most of it belongs to: 2027-01-01 → "2026-53" */
function isoWeek(date: Date): string {
  const day = Math.floor(date.getTime() / DAY_MS)
  const thursday = new Date((day - ((day + 3) % 7) + 3) * DAY_MS)
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1
  return `${year}-${week}`
}
