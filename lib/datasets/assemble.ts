import 'server-only'
import { writeCsvFromParquet, writeParquet } from '@/lib/datasets/companion'
import type { PlanetPlan } from '@/lib/datasets/plan'
import { proveComplete } from '@/lib/datasets/proof'
import type { Discovery } from '@/lib/datasets/read-source'
import type { ReadyFacts } from '@/lib/datasets/store'
import { csvName, parquetName } from '@/lib/datasets/file-names'
import { withConnection } from '@/lib/duckdb'
import { partPath, publishFiles } from '@/lib/storage'

/** swapi.tech fills `edited` with the moment its server started: a fact of that edition, known by its shape. */
const VOLATILE_DATE =
  'The date column says when the source’s server was started, not when a record was edited: sources of this kind know no other.'

/**
 * Proves that the parts are complete, makes the two files of the dataset from them and puts them in place,
 * safe on disk. The dataset is not `ready` yet: that is one write to the database, afterwards. Doing it again is harmless.
 * @throws SourceError when the proof fails
 */
export async function assembleDataset(
  id: string,
  source: string,
  { people, planets }: Discovery,
  plan: PlanetPlan,
): Promise<ReadyFacts> {
  const readAllPlanets = planets.pagesTotal === 1 || (plan.kind === 'pages' && plan.batches.length > 0)
  const declared = { people: people.declaredCount, planets: readAllPlanets ? planets.declaredCount : null }
  const [csv, parquet] = [csvName(id), parquetName(id)]

  return withConnection('work', async (connection) => {
    const proof = await proveComplete(connection, id, source, declared)
    await writeParquet(connection, id, partPath(id, parquet))
    const written = await writeCsvFromParquet(connection, partPath(id, parquet), partPath(id, csv))
    await publishFiles(id, [parquet, csv])
    const warnings = people.shape === 'expanded' ? [VOLATILE_DATE, ...proof.warnings] : proof.warnings
    return { ...proof, ...written, warnings }
  })
}
