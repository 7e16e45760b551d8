/** The durable function without the embedded runner: Inngest's test engine executes its steps. */
import { readFileSync } from 'node:fs'
import { InngestTestEngine } from '@inngest/test'
import { downloadDataset } from '@/inngest/download-dataset'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import { requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { sourceLabel } from '@/lib/format'
import { storage } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { startSwapiServer } from '@/lib/testing/swapi-server'

setUpTemporaryApp()
// Only one download of a source runs at a time, and these tests leave theirs unfinished.
afterEach(() => db().dataset.deleteMany())

const ARCHIVE = sourceLabel('archive')
const SHA256 = '130378ec4dc230ab6a4592ce8d705cf35c77d14c1bebf1f7dc7149a1a4602c97'

async function createEngine(source = 'archive'): Promise<{ id: string; engine: InngestTestEngine }> {
  setSources(source)
  const { id } = await createDataset(createDatasetId(), source)
  const data = { datasetId: id, requestedSource: source }
  const events: [{ name: string; data: typeof data }] = [{ name: 'dataset/download.requested', data }]
  return { id, engine: new InngestTestEngine({ function: downloadDataset, events }) }
}

/** The ids of the steps that the function requested, in order. */
function stepsOf(ctx: { step: { run: unknown } }): string[] {
  return (ctx.step.run as jest.Mock).mock.calls.map(([id]) => String(id))
}

test('a download of the archive runs these steps in this order and creates the dataset', async () => {
  const { id, engine } = await createEngine()
  const { ctx, error } = await engine.execute()
  expect(error).toBeUndefined()
  expect(stepsOf(ctx)).toEqual([
    'start',
    `ask ${ARCHIVE}`,
    `read planets from ${ARCHIVE}`,
    `assemble from ${ARCHIVE}`,
    'publish',
  ])
  const dataset = await requireDataset(id)
  expect(dataset).toMatchObject({ status: 'ready', rowCount: 82, planetCount: 60, sha256: SHA256 })
  expect(readFileSync(storage.datasetPath(id, dataset.fileName))).toHaveLength(Number(dataset.byteSize))
})

test('only the last step makes the dataset ready', async () => {
  const { id, engine } = await createEngine()
  await engine.execute({ steps: [{ id: 'publish', handler: () => null }] })
  const dataset = await requireDataset(id)
  expect(dataset).toMatchObject({ status: 'downloading', phase: 'assembling', sha256: null })
})

test('a failed step reports a message, and the name that marks a source’s failure', async () => {
  const server = await startSwapiServer({
    shape: 'array',
    intercept: ({ resource }, response) => resource === 'people' && Boolean(response.writeHead(404).end()),
  })
  const { id, engine } = await createEngine(server.url)
  const { ctx, error } = await engine.execute()
  await server.close()
  expect(stepsOf(ctx)).toEqual(['start', `ask ${sourceLabel(server.url)}`])
  expect(error).toMatchObject({
    name: 'SourceError',
    message: `${sourceLabel(server.url)} has nothing at /api/people/ (404).`,
  })
  expect(await requireDataset(id)).toMatchObject({ status: 'downloading' })
})

test('an event without the required data is rejected', async () => {
  const engine = new InngestTestEngine({
    function: downloadDataset,
    events: [{ name: 'dataset/download.requested', data: { datasetId: 7 } }],
  })
  const { error } = await engine.execute()
  expect(String((error as Error).message)).toContain('datasetId')
})
