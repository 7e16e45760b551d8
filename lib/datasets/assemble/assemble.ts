import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { openParts, type PartTables } from '@/lib/datasets/assemble/joined-parts'
import {
  type AssemblyPlan,
  measureRows,
  planAssembly,
  type RowSizes,
} from '@/lib/datasets/assemble/memory-plan'
import { type Proof, proveComplete } from '@/lib/datasets/assemble/proof'
import { parquetOptions, writeCsvAndHash, writeParquet } from '@/lib/datasets/assemble/write-files'
import { prepareProfile } from '@/lib/datasets/columns/kept-profile'
import { prepareFingerprints } from '@/lib/datasets/compare/fingerprints'
import { assertPartsWhole } from '@/lib/datasets/download/parts'
import type { ReferencePlan } from '@/lib/datasets/download/plan'
import type { Assembled, Discovery, Part } from '@/lib/datasets/download/step-results'
import { csvName, parquetName } from '@/lib/datasets/files'
import { type DatasetColumn, RESOURCE } from '@/lib/datasets/model/columns'
import { withConnection, withWorkMemory, WORK_MEMORY_MB } from '@/lib/duckdb/lanes'
import { query } from '@/lib/duckdb/read'
import { storage } from '@/lib/storage'

/** What is known once the parts are proved complete. */
interface Proved {
  proof: Proof
  tables: PartTables
  sizes: RowSizes
  plan: AssemblyPlan
}

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

  async function prove(connection: DuckDBConnection): Promise<Proved> {
    const tables = await openParts(connection, id, parts)
    const proof = await proveComplete(connection, tables, source, declared)
    const sizes = await measureRows(connection, tables)
    return { proof, tables, sizes, plan: planAssembly(sizes, proof.isInOrder, source) }
  }

  async function assemble(
    connection: DuckDBConnection,
    { proof: { rowCount, planetCount, warnings }, tables, sizes, plan }: Proved,
  ): Promise<Assembled> {
    const options = parquetOptions(plan.rowGroupSize, sizes.rows)
    const parquet = await storage.makeFile(id, parquetName(id), (file) =>
      writeParquet(connection, tables, options, file),
    )
    const parquetFile = storage.partPath(id, parquet.tempName)
    const parquetSha256 = await storage.hashPart(id, parquet.tempName)
    if (parquetSha256 === null)
      throw new Error('The Parquet file vanished while the dataset was being assembled.')
    const csv = await storage.makeFile(id, csvName(id), (file) =>
      writeCsvAndHash(connection, parquetFile, file, sizes.longest),
    )
    await prepareFingerprints(parquetFile, parquetSha256, (sql) => query(connection, sql))
    await prepareProfile(parquetFile, parquetSha256, rowCount, (sql, values) =>
      query(connection, sql, values),
    )
    return {
      files: [
        { tempName: parquet.tempName, name: parquetName(id) },
        { tempName: csv.tempName, name: csvName(id) },
      ],
      facts: {
        rowCount,
        planetCount,
        ...csv.result,
        parquetSha256,
        warnings: [...(own.shape === 'expanded' ? RESOURCE.volatile.map(describeVolatile) : []), ...warnings],
      },
    }
  }

  const first = await withConnection(
    'work',
    async (connection) => {
      const proved = await prove(connection)
      return proved.plan.memoryMb === WORK_MEMORY_MB ? assemble(connection, proved) : proved
    },
    signal,
  )
  if ('files' in first) return first
  return withWorkMemory(
    first.plan.memoryMb,
    async (connection) => assemble(connection, { ...first, tables: await openParts(connection, id, parts) }),
    signal,
  )
}

/** swapi.tech sets `edited` to the time its server started: a trait of that edition, recognized by its shape. */
function describeVolatile(column: DatasetColumn): string {
  return `The ${column} column shows when the source’s server started, not when a record was edited: sources of this kind provide no other date.`
}
