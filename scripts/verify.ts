/**
 * `npm run verify [-- --repair] [--quick] [--json] [--verbose] [id…]`: checks everything in the storage.
 * Exits with 0 if there are no problems, 1 if problems are left, 2 if the check failed.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { describeError } from './shared/describe-error'
import type { Finding } from '@/lib/datasets/verify/finding'
import type { CheckedDataset } from '@/lib/datasets/verify/verify-datasets'

const USAGE = 'Usage: npm run verify [-- --repair] [--quick] [--json] [--verbose] [dataset id …]'
const LINES_EVERY = 100

interface Options {
  repair: boolean
  quick: boolean
  json: boolean
  verbose: boolean
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(describeError(error))
  return 2
})

async function main(): Promise<number> {
  const { ids, ...options } = readArguments()
  // Imported only here: modules read settings on load, and invalid ones must end with exit code 2.
  const { hasDatabase } = await import('@/lib/db/sqlite-file')
  if (!hasDatabase()) return reportNothing(options)
  const { closeDb } = await import('@/lib/db/client')
  try {
    return await verify(ids, options)
  } finally {
    await closeDb()
  }
}

function readArguments(): Options & { ids: string[] } {
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values, positionals } = parseArgs({
      options: { repair: flag, quick: flag, json: flag, verbose: flag },
      allowPositionals: true,
    })
    return { ...values, ids: positionals }
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : ''}\n${USAGE}`, { cause })
  }
}

async function verify(ids: string[], options: Options): Promise<number> {
  const { verifyDatasets } = await import('@/lib/datasets/verify/verify-datasets')
  const { findAbandoned } = await import('@/inngest/abandoned')
  const { repairFindings } = await import('@/lib/datasets/verify/repair')
  await requireReady(ids)
  const { checked, findings } = await verifyDatasets({
    ids: ids.length > 0 ? ids : undefined,
    deep: options.repair || !options.quick,
    findMore: findAbandoned,
    onChecked: (dataset) => showProgress(dataset, options),
  })
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  const { mended, left } = options.repair ? await repairFindings(findings) : { mended: [], left: findings }
  if (options.json) console.log(JSON.stringify({ checked, findings: left, mended }, null, 2))
  else await report(checked, mended, left)
  return left.length > 0 ? 1 : 0
}

async function requireReady(ids: string[]): Promise<void> {
  const { getDataset } = await import('@/lib/datasets/store')
  const { storage } = await import('@/lib/storage')
  for (const id of ids) {
    const dataset = await getDataset(id)
    if (!dataset && (await storage.hasFiles(id)))
      throw new Error(`Dataset ${id} has files but is not in the database. Verify without ids for details.`)
    if (!dataset) throw new Error(`There is no dataset ${id}.`)
    if (dataset.status !== 'ready')
      throw new Error(`Dataset ${id} has no files to verify: it is ${dataset.status}.`)
  }
}

async function report(checked: number, mended: Finding[], left: Finding[]): Promise<void> {
  const { formatQuantity } = await import('@/lib/format')
  for (const { message } of mended) console.log(`Repaired: ${firstSentence(message)}`)
  for (const { message } of left) console.log(message)
  const found = mended.length + left.length
  const problems = found === 0 ? 'no problems' : formatQuantity(found, 'problem')
  const outcome = mended.length > 0 ? `: ${mended.length} repaired, ${left.length} left` : ''
  console.log(`${formatQuantity(checked, 'dataset')} checked, ${problems}${outcome}.`)
}

/** Drops the advice, which has already been followed. */
function firstSentence(message: string): string {
  return /^.*?\.(?= |$)/.exec(message)?.[0] ?? message
}

/** A fresh clone, a lost database, or the wrong folder: a fresh clone has no files either. */
async function reportNothing({ json }: Options): Promise<number> {
  const { env } = await import('@/lib/env')
  const { storage } = await import('@/lib/storage')
  const { sqliteFile } = await import('@/lib/db/sqlite-file')
  const stored = await storage.listStoredIds('datasets')
  if (stored.length > 0) {
    throw new Error(
      `There are datasets in ${env().STORAGE_DIR}, but no database ${sqliteFile() ?? ''}. Start Holocron to create ` +
        'one and adopt them.',
    )
  }
  const folder = path.relative(process.cwd(), path.dirname(sqliteFile() ?? ''))
  const shown = folder.startsWith('..') ? path.dirname(sqliteFile() ?? '') : folder
  const sentence = `Nothing to check yet: there is no database in ${shown}/.`
  if (json) console.log(JSON.stringify({ checked: 0, findings: [], mended: [] }, null, 2))
  ;(json ? console.error : console.log)(sentence)
  return 0
}

/** Rewrites one line on a terminal; elsewhere prints one now and then. To standard output only if verbose. */
function showProgress({ id, done, total, findings }: CheckedDataset, { verbose, json }: Options): void {
  if (verbose && findings.length === 0) (json ? console.error : console.log)(`Dataset ${id}: no problems.`)
  else if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done} of ${total} datasets checked`)
  else if (done % LINES_EVERY === 0) console.error(`${done} of ${total} datasets checked`)
}
