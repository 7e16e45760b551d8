import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { measureRows, planAssembly } from '@/lib/datasets/assemble/memory-plan'
import { proveComplete } from '@/lib/datasets/assemble/proof'
import { writeCsvFromParquet, writeParquet } from '@/lib/datasets/assemble/write-files'
import { prepareProfile } from '@/lib/datasets/columns/kept-profile'
import { prepareFingerprints } from '@/lib/datasets/compare/fingerprints'
import { assertPartsWhole } from '@/lib/datasets/download/parts'
import type { ReferencePlan } from '@/lib/datasets/download/plan'
import type { Assembled, Discovery, Part } from '@/lib/datasets/download/step-results'
import { csvName, parquetName } from '@/lib/datasets/files'
import { type DatasetColumn, RESOURCE } from '@/lib/datasets/model/columns'
import { hashContent } from '@/lib/datasets/unchanged/content-hash'
import { withConnection, withWorkMemory } from '@/lib/duckdb/lanes'
import { query } from '@/lib/duckdb/read'
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

  const { warnings, sizes, ...proof } = await withConnection(
    'work',
    async (connection) => ({
      ...(await proveComplete(connection, id, source, parts, declared)),
      sizes: await measureRows(connection, id, parts),
    }),
    signal,
  )
  const { memoryMb, rowGroupSize } = planAssembly(sizes, source)

  async function assemble(connection: DuckDBConnection): Promise<Assembled> {
    const parquet = await storage.makeFile(id, parquetName(id), (file) =>
      writeParquet(connection, id, parts, rowGroupSize, file),
    )
    const parquetSha256 = await storage.hashPart(id, parquet.tempName)
    if (parquetSha256 === null)
      throw new Error('The Parquet file vanished while the dataset was being assembled.')
    const contentHash = await hashContent(connection, storage.partPath(id, parquet.tempName))
    const csv = await storage.makeFile(id, csvName(id), (file) =>
      writeCsvFromParquet(connection, storage.partPath(id, parquet.tempName), file),
    )
    await prepareFingerprints(storage.partPath(id, parquet.tempName), parquetSha256, (sql) =>
      query(connection, sql),
    )
    await prepareProfile(
      storage.partPath(id, parquet.tempName),
      parquetSha256,
      proof.rowCount,
      (sql, values) => query(connection, sql, values),
    )
    return {
      files: [
        { tempName: parquet.tempName, name: parquetName(id) },
        { tempName: csv.tempName, name: csvName(id) },
      ],
      facts: {
        ...proof,
        ...csv.result,
        parquetSha256,
        contentHash,
        warnings: [...(own.shape === 'expanded' ? RESOURCE.volatile.map(describeVolatile) : []), ...warnings],
      },
    }
  }
  return withWorkMemory(memoryMb, assemble, signal)
}

/** swapi.tech sets `edited` to the time its server started: a trait of that edition, recognized by its shape. */
function describeVolatile(column: DatasetColumn): string {
  return `The ${column} column shows when the source’s server started, not when a record was edited: sources of this kind provide no other date.`
}
