import { createDatasetId } from '@/lib/dataset-id'
import { createDataset, markEnded, markStarted } from '@/lib/datasets/changes'
import { stopWork, untilCancelled } from '@/lib/datasets/download/cancellation'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const ENDED = 'This download ended before it was complete.'

async function createRunning(): Promise<{ datasetId: string; attempt: number }> {
  const step = { datasetId: createDatasetId(), attempt: 1 }
  await createDataset(step.datasetId, step.datasetId)
  await markStarted(step)
  return step
}

/** Work that ends only when its signal is aborted. */
function waitForEnd(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
}

describe('the work of a step', () => {
  test('continues while its download is running', async () => {
    expect(await untilCancelled(await createRunning(), () => Promise.resolve('done'))).toBe('done')
  })

  test('that fails by itself reports why', async () => {
    const work = untilCancelled(await createRunning(), () => Promise.reject(new Error('no such page')))
    await expect(work).rejects.toThrow('no such page')
  })

  test('is stopped by this process at once, and awaited', async () => {
    const step = await createRunning()
    let hasWrittenDown = false
    const work = untilCancelled(step, async (signal) => {
      await waitForEnd(signal).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 50))
      hasWrittenDown = true
      throw new Error('aborted')
    })
    const failure = expect(work).rejects.toThrow(ENDED)
    await stopWork(step.datasetId)
    expect(hasWrittenDown).toBe(true)
    await failure
  })

  test('is not awaited forever when it ignores the signal', async () => {
    const step = await createRunning()
    let release = (): void => undefined
    const work = untilCancelled(step, () => new Promise<void>((resolve) => (release = resolve)))
    await stopWork(step.datasetId)
    release()
    await work
  })

  test('is stopped when another process has cancelled its download', async () => {
    const step = await createRunning()
    const work = untilCancelled(step, waitForEnd)
    const failure = expect(work).rejects.toThrow(ENDED)
    await markEnded({ datasetId: step.datasetId }, 'cancelled', null)
    await failure
  })

  test('of another download continues', async () => {
    const [one, other] = [await createRunning(), await createRunning()]
    let isBroken = false
    const work = untilCancelled(other, async (signal) => {
      await stopWork(one.datasetId)
      isBroken = signal.aborted
    })
    await work
    expect(isBroken).toBe(false)
  })
})
