import { MAX_OUTPUT_BYTES } from '@/inngest/embedded/limits'
import type { StoredRun } from '@/inngest/embedded/store'
import { client, createEvent, runToEnd, setUpRunners, startRunner } from '@/inngest/embedded/testing'

setUpRunners()

describe('Inngest’s limits', () => {
  const failures = jest.fn()
  const limited = client.createFunction(
    {
      id: 'limited',
      triggers: [{ event: 'a' }],
      onFailure: ({ error }) => void failures(error.message),
    },
    async ({ event, step }) => {
      const { steps, bytes, resultBytes } = event.data as Record<string, number>
      const text = 'x'.repeat(Number(bytes))
      await Promise.all(Array.from({ length: Number(steps) }, (_, n) => step.run(`step ${n}`, () => text)))
      return 'x'.repeat(Number(resultBytes))
    },
  )
  const QUOTES = 2

  beforeEach(() => failures.mockClear())

  async function run(data: { steps: number; bytes: number; resultBytes: number }): Promise<StoredRun> {
    const runner = await startRunner([limited])
    const ended = await runToEnd(runner, 'test-limited', createEvent('a', data))
    await runner.idle()
    return ended
  }

  test('do not affect a run within them', async () => {
    const limit = MAX_OUTPUT_BYTES - QUOTES
    expect((await run({ steps: 1, bytes: limit, resultBytes: limit })).status).toBe('completed')
    expect(failures).not.toHaveBeenCalled()
  })

  test.each([
    [
      'a step’s result',
      { steps: 1, bytes: MAX_OUTPUT_BYTES - 1, resultBytes: 0 },
      'The result of step "step 0" has 4194305 bytes; Inngest allows 4 MiB per step.',
    ],
    [
      'the function’s result',
      { steps: 0, bytes: 0, resultBytes: MAX_OUTPUT_BYTES - 1 },
      'The result of the function has 4194305 bytes; Inngest allows 4 MiB.',
    ],
    [
      'the steps',
      { steps: 1_001, bytes: 0, resultBytes: 0 },
      'This run has 1001 steps; Inngest allows 1,000.',
    ],
  ])('fail a run whose %s are too large or too many', async (_what, data, message) => {
    expect(await run(data)).toMatchObject({ status: 'failed', output: { message } })
    expect(failures.mock.calls).toEqual([[message]])
  })

  test('fail a run whose results are too large together', async () => {
    const ended = await run({ steps: 9, bytes: MAX_OUTPUT_BYTES - QUOTES, resultBytes: 0 })
    expect(ended.status).toBe('failed')
    expect(ended.output).toMatchObject({
      message: expect.stringMatching(
        /^The event and results of this run have \d+ bytes; Inngest allows 32 MiB\.$/,
      ),
    })
    expect(failures).toHaveBeenCalledTimes(1)
  })
})
