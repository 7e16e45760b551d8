import 'server-only'
import type { DuckDBConnection } from '@duckdb/node-api'
import { measureRows, planAssembly } from '@/lib/datasets/assembly-plan'
import { writeCsvFromParquet, writeParquet } from '@/lib/datasets/companion'
import { csvName, parquetName } from '@/lib/datasets/file-names'
import { assertPartsWhole } from '@/lib/datasets/parts'
import type { PlanetPlan } from '@/lib/datasets/plan'
import { proveComplete } from '@/lib/datasets/proof'
import type { Assembled, Discovery, Part } from '@/lib/datasets/step-results'
import { withConnection, withWorkMemory } from '@/lib/duckdb'
import { hashPart, makeFile, partPath } from '@/lib/storage'

/** swapi.tech fills `edited` with the moment its server started: a fact of that edition, known by its shape. */
const VOLATILE_DATE =
  'The date column says when the source’s server was started, not when a record was edited: sources of this kind know no other.'

/**
 * Proves that the parts are complete and makes the two files of the dataset from them, safe on disk, but not in place
 * yet: that is part of publishing. Doing it again makes them again. `signal` stops it.
 * @throws SourceError when the proof fails, or rows are too long to be put in order; AppError `conflict` when a part is not what its step wrote
 */
export async function assembleDataset(
  id: string,
  source: string,
  { people, planets }: Discovery,
  plan: PlanetPlan,
  parts: Part[],
  signal?: AbortSignal,
): Promise<Assembled> {
  const readAllPlanets = planets.pagesTotal === 1 || (plan.kind === 'pages' && plan.batches.length > 0)
  const declared = { people: people.declaredCount, planets: readAllPlanets ? planets.declaredCount : null }
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
    const parquet = await makeFile(id, parquetName(id), (file) =>
      writeParquet(connection, id, parts, rowGroupSize, file),
    )
    const parquetSha256 = await hashPart(id, parquet.tempName)
    if (parquetSha256 === null) throw new Error('The companion vanished while it was made.')
    const csv = await makeFile(id, csvName(id), (file) =>
      writeCsvFromParquet(connection, partPath(id, parquet.tempName), file),
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
        warnings: people.shape === 'expanded' ? [VOLATILE_DATE, ...warnings] : warnings,
      },
    }
  }
  return withWorkMemory(memoryMb, assemble, signal)
}
