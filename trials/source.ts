/** Sources that trials can make misbehave, and the result of an undisturbed download of them. */
import { Holocron } from './holocron'
import { hashFiles, type Hashes } from './oracle'
import { Bench } from './trial'
import { startSwapiServer, type SwapiServer, type SwapiServerOptions } from '@/lib/testing/swapi-server'
import { syntheticPeople } from '@/lib/testing/synthetic-people'

export interface Source extends SwapiServer {
  /** The hashes of an undisturbed download. */
  hashes: Hashes
}

/** A well-behaved source with `count` people; 82 are the canonical ones. */
export async function startSource(
  options: Partial<SwapiServerOptions> & { count?: number } = {},
): Promise<Source> {
  const { count = 82, ...rest } = options
  const shape = { shape: 'paged', ...(count !== 82 && { people: syntheticPeople(count) }), ...rest } as const
  const server = await startSwapiServer(shape)
  try {
    return { ...server, hashes: await readReference(count, shape) }
  } catch (error) {
    await server.close()
    throw error
  }
}

const references = new Map<string, Promise<Hashes>>()

/** Downloaded once per run for each collection: the bytes depend only on the data. */
function readReference(count: number, options: SwapiServerOptions): Promise<Hashes> {
  const known = references.get(String(count)) ?? downloadUndisturbed(options)
  references.set(String(count), known)
  return known
}

async function downloadUndisturbed({ people, pageSize }: SwapiServerOptions): Promise<Hashes> {
  const bench = new Bench(0, 'full', 'reference')
  const server = await startSwapiServer({
    shape: 'paged',
    ...(people && { people }),
    ...(pageSize !== undefined && { pageSize }),
  })
  const storageDir = bench.folder()
  const holocron = await Holocron.start({ storageDir, sources: [server.url] })
  try {
    const { id } = await holocron.call<{ id: string }>('download', server.url)
    const facts = await holocron.wait(id)
    if (facts.status !== 'ready')
      throw new Error(`The undisturbed download is ${facts.status}: ${facts.error}`)
    return hashFiles(storageDir, facts)
  } finally {
    await holocron.stop()
    await server.close()
    bench.cleanUp()
  }
}
