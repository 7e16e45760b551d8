import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { NeedsMemory, withEnoughMemory } from '@/lib/datasets/assemble/enough-memory'
import { dropParts, loadParts } from '@/lib/datasets/assemble/loaded-parts'
import { measureRows, planAssembly } from '@/lib/datasets/assemble/memory-plan'
import { proveComplete } from '@/lib/datasets/assemble/proof'
import { parquetOptions, writeCsvAndHash, writeParquet } from '@/lib/datasets/assemble/write-files'
import { prepareProfile } from '@/lib/datasets/columns/kept-profile'
import { prepareFingerprints } from '@/lib/datasets/compare/fingerprints'
import { assertPartsWhole } from '@/lib/datasets/download/parts'
import type { ReferencePlan } from '@/lib/datasets/download/plan'
import type { Assembled, Discovery, Part } from '@/lib/datasets/download/step-results'
import { csvName, parquetName } from '@/lib/datasets/files'
import { type DatasetColumn, RESOURCE } from '@/lib/datasets/model/columns'
import { type ReadRows, WORK_MEMORY_MB } from '@/lib/duckdb/lanes'
import { query } from '@/lib/duckdb/read'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'

/**
 * Proves that the parts are complete and builds the two files of the dataset from them, safe on disk but not yet in
 * place: that is part of publishing. Running it again rebuilds them. `signal` stops it.
 * @throws SourceError when the proof fails, or rows are too long to be sorted; AppError `conflict` when a part is not
 * what its step wrote
 */
export async function assembleDataset(
  id: string,
  source: string,
  { own, referred }: Discovery,
  plan: ReferencePlan,
  parts: Part[],
  signal?: AbortSignal,
): Promise<Assembled> {
  const readAllReferred = referred.pagesTotal === 1 || (plan.kind === 'pages' && plan.batches.length > 0)
  const declared = { own: own.declaredCount, referred: readAllReferred ? referred.declaredCount : null }
  await assertPartsWhole(id, parts)

  async function assemble(
    connection: DuckDBConnection,
    memoryMb: number,
  ): Promise<Assembled & { parquetFile: string }> {
    await loadParts(connection, id, parts)
    const { isInOrder, warnings, ...proved } = await proveComplete(connection, source, declared)
    const sizes = await measureRows(connection)
    const needed = planAssembly(sizes, source)
    if (needed.memoryMb > Math.max(memoryMb, WORK_MEMORY_MB)) throw new NeedsMemory(needed.memoryMb)
    const options = parquetOptions(needed.rowGroupSize, sizes.rows)
    const parquet = await storage.makeFile(id, parquetName(id), (file) =>
      writeParquet(connection, isInOrder, options, file),
    )
    await dropParts(connection)
    const parquetFile = storage.partPath(id, parquet.tempName)
    const parquetSha256 = await storage.hashPart(id, parquet.tempName)
    if (parquetSha256 === null)
      throw new Error('The Parquet file vanished while the dataset was being assembled.')
    const csv = await storage.makeFile(id, csvName(id), (file) =>
      writeCsvAndHash(connection, parquetFile, file, sizes.longest),
    )
    return {
      parquetFile,
      files: [
        { tempName: parquet.tempName, name: parquetName(id) },
        { tempName: csv.tempName, name: csvName(id) },
      ],
      facts: {
        ...proved,
        ...csv.result,
        parquetSha256,
        warnings: [...(own.shape === 'expanded' ? RESOURCE.volatile.map(describeVolatile) : []), ...warnings],
      },
    }
  }

  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const { parquetFile, ...assembled } = await withEnoughMemory(rows, assemble, signal)
  const { rowCount, parquetSha256 } = assembled.facts
  // Without them, the dataset is complete all the same.
  try {
    await withEnoughMemory(
      rows,
      async (connection) => {
        const read: ReadRows = (sql, values) => query(connection, sql, values)
        await prepareFingerprints(parquetFile, parquetSha256, read)
        await prepareProfile(parquetFile, parquetSha256, rowCount, read)
      },
      signal,
    )
  } catch (error) {
    log.warn({ err: error, datasetId: id }, 'what is kept beside a dataset will be made when it is needed')
  }
  return assembled
}

/** swapi.tech sets `edited` to the time its server started: a trait of that edition, recognized by its shape. */
function describeVolatile(column: DatasetColumn): string {
  return `The ${column} column shows when the source’s server started, not when a record was edited: sources of this kind provide no other date.`
}
