import { stopWork, whileWanted } from '@/lib/datasets/cancellation'
import { createDataset, markEnded, markStarted } from '@/lib/datasets/changes'
import { createDatasetId } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const ENDED = 'This download was ended before it was complete.'

async function createRunning(): Promise<{ datasetId: string; attempt: number }> {
  const turn = { datasetId: createDatasetId(), attempt: 1 }
  await createDataset(turn.datasetId, turn.datasetId)
  await markStarted(turn)
  return turn
}

/** Work that ends with its signal, and not otherwise. */
function waitForEnd(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('broken off'))))
}

describe('the work of a step', () => {
  test('goes on while its download is wanted', async () => {
    expect(await whileWanted(await createRunning(), () => Promise.resolve('done'))).toBe('done')
  })

  test('that fails by itself says why', async () => {
    const work = whileWanted(await createRunning(), () => Promise.reject(new Error('no such page')))
    await expect(work).rejects.toThrow('no such page')
  })

  test('is ended by this process at once, and waited for', async () => {
    const turn = await createRunning()
    let hasWrittenDown = false
    const work = whileWanted(turn, async (signal) => {
      await waitForEnd(signal).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 50))
      hasWrittenDown = true
      throw new Error('broken off')
    })
    const failure = expect(work).rejects.toThrow(ENDED)
    await stopWork(turn.datasetId)
    expect(hasWrittenDown).toBe(true)
    await failure
  })

  test('is not waited for without end when it does not listen', async () => {
    const turn = await createRunning()
    let release = (): void => undefined
    const work = whileWanted(turn, () => new Promise<void>((resolve) => (release = resolve)))
    await stopWork(turn.datasetId)
    release()
    await work
  })

  test('is ended when another process has cancelled its download', async () => {
    const turn = await createRunning()
    const work = whileWanted(turn, waitForEnd)
    const failure = expect(work).rejects.toThrow(ENDED)
    await markEnded({ datasetId: turn.datasetId }, 'cancelled', null)
    await failure
  })

  test('of another download goes on', async () => {
    const [one, other] = [await createRunning(), await createRunning()]
    let isBroken = false
    const work = whileWanted(other, async (signal) => {
      await stopWork(one.datasetId)
      isBroken = signal.aborted
    })
    await work
    expect(isBroken).toBe(false)
  })
})
