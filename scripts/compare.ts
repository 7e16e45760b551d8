/**
 * `npm run compare -- A B [--all-columns] [--json]`: what changed from dataset A to dataset B.
 * Exits with 0 if nothing did, 1 if something did, 2 if they could not be compared.
 */
import { parseArgs } from 'node:util'
import { describeError } from './shared/describe-error'
import type { Pair } from '@/lib/datasets/compare/pair'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { ComparisonSummary } from '@/lib/datasets/model/comparison'

const USAGE = 'Usage: npm run compare -- <id before> <id after> [--all-columns] [--json]'

process.exitCode = await main().catch((error: unknown) => {
  console.error(describeError(error))
  return 2
})

async function main(): Promise<number> {
  const { ids, allColumns, json } = readArguments()
  // Imported only here: modules read settings on load, and invalid ones must end with exit code 2.
  const { closeDb } = await import('@/lib/db/client')
  const { IGNORED_BY_DEFAULT } = await import('@/lib/datasets/model/comparison')
  const { summarizeChanges } = await import('@/lib/datasets/compare/summary')
  try {
    const [base, dataset] = [await requireDataset(ids[0]), await requireDataset(ids[1])]
    const pair: Pair = { base, dataset, ignored: allColumns ? [] : IGNORED_BY_DEFAULT }
    const summary = await summarizeChanges(pair)
    if (json)
      console.log(JSON.stringify({ base: base.id, dataset: dataset.id, ignored: pair.ignored, summary }))
    else console.log(await describe(summary, pair))
    return summary.added + summary.removed + summary.changed === 0 ? 0 : 1
  } finally {
    await closeDb()
  }
}

function readArguments(): { ids: [string, string]; allColumns: boolean; json: boolean } {
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values, positionals } = parseArgs({
      options: { 'all-columns': flag, json: flag },
      allowPositionals: true,
    })
    const [before, after, ...others] = positionals
    if (!before || !after || others.length > 0) throw new Error('Name two datasets.')
    return { ids: [before, after], allColumns: values['all-columns'], json: values.json }
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : ''}\n${USAGE}`, { cause })
  }
}

async function requireDataset(id: string): Promise<Dataset> {
  const { hasDatabase } = await import('@/lib/db/sqlite-file')
  const { getDataset } = await import('@/lib/datasets/store')
  const dataset = hasDatabase() ? await getDataset(id) : null
  if (!dataset) throw new Error(`There is no dataset ${id}.`)
  return dataset
}

async function describe(summary: ComparisonSummary, { ignored }: Pair): Promise<string> {
  const { formatCount, formatQuantity } = await import('@/lib/format')
  const { added, removed, changed, same, cells, columns } = summary
  const leftOut = ignored.length === 0 ? '' : `; ${ignored.join(', ')} left out`
  const sentence =
    added + removed + changed === 0
      ? `Nothing changed, ${formatCount(same)} the same${leftOut}.`
      : `${formatCount(added)} added, ${formatCount(removed)} removed, ${formatCount(changed)} changed in ` +
        `${formatQuantity(cells, 'cell')}, ${formatCount(same)} the same${leftOut}.`
  const lines = columns.flatMap(({ column, pairs }) =>
    pairs.map(
      (pair) =>
        `  ${column}: ${JSON.stringify(pair.old)} → ${JSON.stringify(pair.new)}, ${formatQuantity(pair.count, 'time')}`,
    ),
  )
  return [sentence, ...lines].join('\n')
}
