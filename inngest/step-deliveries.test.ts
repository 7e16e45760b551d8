/**
 * The durable function under an engine worse than any real one: it delivers steps in the wrong order, twice,
 * concurrently, and again after the end. Only the SDK's protocol is between it and the function.
 */
import { readFileSync } from 'node:fs'
import { serve } from 'inngest/edge'
import { functions, inngest } from '@/inngest'
import { callFunction, type CallInput, type CallResult, type StepState } from '@/inngest/embedded/protocol'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markRetried } from '@/lib/datasets/changes'
import { requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { storage } from '@/lib/storage'
import { setSources, setUpTemporaryApp } from '@/lib/testing/app'
import { startSwapiServer, type SwapiServer } from '@/lib/testing/swapi-server'
import { syntheticPeople } from '@/lib/testing/synthetic-people'

setUpTemporaryApp()

const SHA256 = '130378ec4dc230ab6a4592ce8d705cf35c77d14c1bebf1f7dc7149a1a4602c97'
const handler = serve({ client: inngest, functions })

let server: SwapiServer
beforeAll(async () => {
  server = await startSwapiServer({ shape: 'paged' })
})
afterAll(() => server.close())
beforeEach(() => db().dataset.deleteMany())

/** A run as an engine stores it. */
interface Run {
  id: string
  source: string
  steps: Record<string, StepState>
  stack: string[]
  /** Ids of the steps that were delivered, in order. */
  delivered: string[]
}

async function createRun(source = server.url): Promise<Run> {
  setSources(source)
  const { id } = await createDataset(createDatasetId(), source, { keepUnchanged: true })
  return { id, source, steps: {}, stack: [], delivered: [] }
}

function call({ id, source, steps, stack }: Run, stepId?: string): Promise<CallResult> {
  const data = { datasetId: id, attempt: 1, requestedSource: source, key: id }
  const input: CallInput = {
    functionId: 'holocron-download-dataset',
    runId: id,
    event: { id, name: 'dataset/download.requested', data },
    attempt: 0,
    maxAttempts: 5,
    steps,
    stack,
  }
  return callFunction(handler, stepId === undefined ? input : { ...input, stepId })
}

/**
 * Drives a run to its end; `deliver` calls the function in its own way and returns the result. A step that is the only one
 * is executed at once, others are planned first and then delivered by their id.
 */
async function drive(run: Run, deliver: (stepId?: string) => Promise<CallResult>): Promise<CallResult> {
  for (;;) {
    const result = await deliver()
    if (result.kind !== 'ops') return result
    // The step requested last comes first.
    for (const op of [...result.ops].reverse()) {
      run.delivered.push(op.id)
      const done = op.op === 'StepPlanned' ? await deliver(op.id) : result
      if (done.kind !== 'ops') return done
      settle(run, done)
    }
  }
}

function settle(run: Run, result: CallResult): void {
  if (result.kind !== 'ops') return
  for (const { id, op, data, error } of result.ops) {
    if (run.stack.includes(id) || (op !== 'StepRun' && op !== 'StepFailed')) continue
    run.steps[id] = op === 'StepRun' ? { type: 'data', data } : { type: 'error', error }
    run.stack.push(id)
  }
}

async function expectReady(id: string): Promise<void> {
  const dataset = await requireDataset(id)
  expect(dataset).toMatchObject({ status: 'ready', rowCount: 82, sha256: SHA256 })
  expect(readFileSync(storage.datasetPath(id, dataset.fileName))).toHaveLength(Number(dataset.byteSize))
}

test('parallel steps in reverse order produce the same dataset', async () => {
  const people = syntheticPeople(1_100)
  const hashes = new Set<string | null>()
  for (const isReversed of [true, false]) {
    const large = await startSwapiServer({ shape: 'paged', people, pageSize: 1 })
    const run = await createRun(large.url)
    const planned: string[] = []
    const result = await drive(run, async (stepId) => {
      if (stepId !== undefined) planned.push(stepId)
      const done = await call(run, stepId)
      return done.kind === 'ops' && !isReversed ? { ...done, ops: done.ops.toReversed() } : done
    })
    expect(result).toMatchObject({ kind: 'completed' })
    expect(planned).toHaveLength(2)
    const { status, rowCount, sha256 } = await requireDataset(run.id)
    expect({ status, rowCount }).toEqual({ status: 'ready', rowCount: 1_100 })
    hashes.add(sha256)
    await large.close()
  }
  expect(hashes.size).toBe(1)
})

test('every step delivered twice concurrently produces the same dataset', async () => {
  const run = await createRun()
  const twice = async (stepId?: string): Promise<CallResult> => {
    const [first, second] = await Promise.all([call(run, stepId), call(run, stepId)])
    expect(first.kind).toBe(second.kind)
    return second
  }
  expect(await drive(run, twice)).toMatchObject({ kind: 'completed' })
  await expectReady(run.id)
})

test('steps repeated when the dataset is ready change nothing and leave nothing behind', async () => {
  const run = await createRun()
  await drive(run, (stepId) => call(run, stepId))
  const before = await requireDataset(run.id)
  for (const stepId of run.delivered) {
    const known = run.steps[stepId]
    run.steps = Object.fromEntries(Object.entries(run.steps).filter(([id]) => id !== stepId))
    await call({ ...run, stack: run.stack.filter((id) => id !== stepId) }, stepId)
    if (known) run.steps[stepId] = known
  }
  expect(await requireDataset(run.id)).toEqual(before)
  await expectReady(run.id)
  expect(await storage.listStoredIds('parts')).not.toContain(run.id)
})

test('steps of an attempt that was superseded change nothing', async () => {
  const run = await createRun()
  let count = 0
  const result = await drive(run, async (stepId) => {
    count += 1
    if (count === 3) {
      await markEnded({ datasetId: run.id }, 'failed', 'No.')
      await markRetried(run.id)
    }
    return call(run, stepId)
  })
  expect(result).toMatchObject({
    kind: 'failed',
    failure: { isFinal: true, error: { message: 'This download ended before it was complete.' } },
  })
  expect(await requireDataset(run.id)).toMatchObject({
    status: 'queued',
    attempt: 2,
    requests: expect.any(Number),
  })
})

test('results of another version of the function end the run with a clear message', async () => {
  const run = await createRun()
  const old = async (stepId?: string): Promise<CallResult> => {
    const result = await call(run, stepId)
    // The previous version returned the number of rows.
    return result.kind === 'ops' && run.delivered.length === 2
      ? { ...result, ops: result.ops.map((op) => ({ ...op, data: 10 })) }
      : result
  }
  expect(await drive(run, old)).toMatchObject({
    kind: 'failed',
    failure: {
      isFinal: true,
      error: {
        message:
          'This download was started by another version of Holocron, which stored its progress differently. Retry it to start over.',
      },
    },
  })
})
