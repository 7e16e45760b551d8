import {
  type Candidate,
  hasRules,
  type RetentionRules,
  type Rule,
  RULES,
} from '@/lib/datasets/model/keeping/retention'
import { type Compared, judge } from '@/lib/retention/judge'
import fc from '@/lib/testing/fast-check'

const RUNS = { numRuns: 2_000 }

/** Four years, so that days, weeks, months and years are shared and are not. */
const START = Date.UTC(2023, 11, 20)
const HOURS = 4 * 366 * 24

const someTimes = fc.oneof(
  fc.array(fc.integer({ min: 0, max: HOURS }), { maxLength: 60 }),
  // Close together, so that most periods have several.
  fc.array(fc.integer({ min: 0, max: 60 * 24 }), { maxLength: 60 }),
)

const someDatasets: fc.Arbitrary<Candidate[]> = fc
  .tuple(someTimes, fc.infiniteStream(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(2))))
  .map(([hours, facts]) =>
    hours.map((hour, index) => {
      const [pinned, named, source] = facts.next().value as [number, number, number]
      return {
        id: String(index).padStart(3, '0'),
        createdAt: new Date(START + hour * 60 * 60_000),
        // A retry may end later than downloads that began after it.
        finishedAt: new Date(START + (hour + source * pinned) * 60 * 60_000),
        source: ['archive', 'https://swapi.dev/api', null][source] ?? null,
        label: named === 0 ? 'Mine' : null,
        pinned: pinned === 0,
      }
    }),
  )

const someCount = fc.option(fc.integer({ min: 0, max: 8 }), { nil: null })

const someRules = fc
  .record({ last: someCount, daily: someCount, weekly: someCount, monthly: someCount })
  .filter(hasRules)

const someCompared: fc.Arbitrary<Compared> = fc.constantFrom<Compared>(new Set(), new Set(['archive']), 'all')

const newestFirst = (one: Candidate, other: Candidate): number =>
  other.createdAt.getTime() - one.createdAt.getTime() || other.id.localeCompare(one.id)

/** The calendar, from the runtime's own formatter and by counting days back to Monday. */
const calendar = new Intl.DateTimeFormat('sv', { timeZone: 'UTC', dateStyle: 'short' })
const dayOf = (date: Date): string => calendar.format(date)
function mondayOf(date: Date): string {
  const day = new Date(date)
  while (day.getUTCDay() !== 1) day.setUTCDate(day.getUTCDate() - 1)
  return dayOf(day)
}
const PERIOD_OF: Record<Rule, (dataset: Candidate) => string> = {
  last: ({ id }) => id,
  daily: ({ createdAt }) => dayOf(createdAt),
  weekly: ({ createdAt }) => mondayOf(createdAt),
  monthly: ({ createdAt }) => dayOf(createdAt).slice(0, 7),
}

/**
 * The oracle, by groups where the engine counts: of each rule's periods, the newest so many; of each, the newest dataset;
 * and if there are fewer periods than it may keep, the oldest dataset of all.
 */
function keptByOracle(datasets: Candidate[], asked: RetentionRules, compared: Compared): Set<string> {
  const all = datasets.toSorted(newestFirst)
  const kept = new Set(all.filter(({ pinned, label }) => pinned || label !== null).map(({ id }) => id))
  const keep = (dataset: Candidate | undefined): unknown => dataset && kept.add(dataset.id)
  keep(all[0])
  for (const rule of RULES) {
    const count = asked[rule] ?? 0
    if (count === 0) continue
    const periods = groupBy(all, PERIOD_OF[rule])
    for (const period of periods.slice(0, count)) keep(period[0])
    if (periods.length < count) keep(all.at(-1))
  }
  const sources = compared === 'all' ? new Set(all.map(({ source }) => source)) : compared
  for (const source of sources) {
    const own = all.filter((dataset) => source !== null && dataset.source === source)
    keep(own.toSorted((one, other) => Number(other.finishedAt) - Number(one.finishedAt))[0])
  }
  return kept
}

function groupBy(all: Candidate[], keyOf: (dataset: Candidate) => string): Candidate[][] {
  const groups = new Map<string, Candidate[]>()
  for (const dataset of all) groups.set(keyOf(dataset), [...(groups.get(keyOf(dataset)) ?? []), dataset])
  return [...groups.values()]
}

function keptIds(datasets: Candidate[], asked: RetentionRules, compared: Compared = new Set()): string[] {
  return judge(datasets, asked, compared)
    .filter(({ keptBy }) => keptBy.length > 0)
    .map(({ dataset }) => dataset.id)
}

describe('whatever the datasets and the rules', () => {
  test('exactly those stay that an oracle of restic’s rules keeps', () => {
    fc.assert(
      fc.property(someDatasets, someRules, someCompared, (datasets, asked, compared) => {
        expect(new Set(keptIds(datasets, asked, compared))).toEqual(keptByOracle(datasets, asked, compared))
      }),
      RUNS,
    )
  })

  test('each is judged once, in the order of the list, and the input stays as it is', () => {
    fc.assert(
      fc.property(someDatasets, someRules, (datasets, asked) => {
        const before = structuredClone(datasets)
        const judged = judge(datasets, asked).map(({ dataset }) => dataset.id)
        expect(datasets).toEqual(before)
        expect(judged).toEqual(datasets.toSorted(newestFirst).map(({ id }) => id))
        expect(keptIds(datasets.toReversed(), asked)).toEqual(keptIds(datasets, asked))
      }),
      RUNS,
    )
  })

  test('the newest, the pinned and the named are never deleted', () => {
    fc.assert(
      fc.property(someDatasets, someRules, (datasets, asked) => {
        const kept = new Set(keptIds(datasets, asked))
        const [newest] = datasets.toSorted(newestFirst)
        if (newest) expect(kept).toContain(newest.id)
        for (const { id, pinned, label } of datasets) if (pinned || label !== null) expect(kept).toContain(id)
      }),
      RUNS,
    )
  })

  test('a second run deletes nothing more', () => {
    fc.assert(
      fc.property(someDatasets, someRules, someCompared, (datasets, asked, compared) => {
        const kept = new Set(keptIds(datasets, asked, compared))
        const left = datasets.filter(({ id }) => kept.has(id))
        expect(new Set(keptIds(left, asked, compared))).toEqual(kept)
      }),
      RUNS,
    )
  })

  test('a newer dataset never brings back what was to be deleted', () => {
    fc.assert(
      fc.property(someDatasets, someRules, fc.nat(100), (datasets, asked, hours) => {
        const kept = new Set(keptIds(datasets, asked))
        const newest = Math.max(START, ...datasets.map(({ createdAt }) => createdAt.getTime()))
        const createdAt = new Date(newest + (hours + 1) * 60 * 60_000)
        const added = {
          id: 'added',
          createdAt,
          finishedAt: createdAt,
          source: 'archive',
          label: null,
          pinned: false,
        }
        for (const id of keptIds([...datasets, added], asked))
          expect(id === added.id || kept.has(id)).toBe(true)
      }),
      RUNS,
    )
  })

  test('a larger number keeps at least as many', () => {
    fc.assert(
      fc.property(someDatasets, someRules, fc.constantFrom(...RULES), (datasets, asked, rule) => {
        const more = { ...asked, [rule]: (asked[rule] ?? 0) + 1 }
        const kept = new Set(keptIds(datasets, more))
        for (const id of keptIds(datasets, asked)) expect(kept).toContain(id)
      }),
      RUNS,
    )
  })
})
