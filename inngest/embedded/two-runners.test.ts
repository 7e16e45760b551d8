import type { InngestFunction } from 'inngest'
import type { EmbeddedRunner } from '@/inngest/embedded/runner'
import {
  client,
  createEvent,
  getEndedRun,
  getRun,
  setUpRunners,
  startRunner,
  waitUntil,
} from '@/inngest/embedded/testing'
import type { EmbeddedEvent } from '@/inngest/embedded/transport'
import { db } from '@/lib/db/client'

setUpRunners()

async function start(runner: EmbeddedRunner): Promise<EmbeddedEvent> {
  const event = createEvent('a')
  await runner.receive([event])
  return event
}

describe('two runners on one database', () => {
  function createCounted(id: string): { counted: InngestFunction.Any; executions: Map<string, number> } {
    const executions = new Map<string, number>()
    const counted = client.createFunction({ id, triggers: [{ event: 'a' }] }, async ({ runId, step }) => {
      const work = (name: string) => () => {
        const key = `${runId} ${name}`
        executions.set(key, (executions.get(key) ?? 0) + 1)
      }
      await step.run('first', work('first'))
      await Promise.all(['a', 'b', 'c'].map((name) => step.run(name, work(name))))
      await step.run('last', work('last'))
    })
    return { counted, executions }
  }

  test('never execute a step of the same run twice while their leases last', async () => {
    const { counted, executions } = createCounted('shared')
    const runners = [
      await startRunner([counted], { heartbeatMs: 1 }),
      await startRunner([counted], { heartbeatMs: 1 }),
    ]
    const events = Array.from({ length: 6 }, () => createEvent('a'))
    await Promise.all(events.map((event, index) => runners[index % 2]?.receive([event, events[0] ?? event])))
    for (const event of events) expect((await getEndedRun('test-shared', event)).status).toBe('completed')
    expect(executions.size).toBe(events.length * 5)
    expect([...new Set(executions.values())]).toEqual([1])
  })

  test('cancel each other’s runs, even while they sleep', async () => {
    const sleeper = client.createFunction(
      { id: 'remote', triggers: [{ event: 'a' }], cancelOn: [{ event: 'stop' }] },
      async ({ step }) => step.sleep('nap', '1h'),
    )
    const [one, other] = [await startRunner([sleeper], { heartbeatMs: 5 }), await startRunner([sleeper])]
    const event = await start(one)
    await waitUntil(async () => (await getRun('test-remote', event)).steps.length > 0)
    await other.receive([createEvent('stop')])
    // Ends only because the first runner notices at a heartbeat: the sleep lasts an hour.
    await one.idle()
    expect((await getRun('test-remote', event)).status).toBe('cancelled')
  })

  test('leave a run alone if they do not have its function', async () => {
    const { counted } = createCounted('mine')
    const { counted: another } = createCounted('another')
    const one = await startRunner([counted], { heartbeatMs: 3_600_000 })
    await one.stop()
    const event = await start(one)
    await db().embeddedRun.updateMany({
      where: { eventId: event.id },
      data: { leaseUntil: new Date(0) },
    })
    const other = await startRunner([another])
    await other.idle()
    expect(await getRun('test-mine', event)).toMatchObject({ status: 'running', steps: [] })
  })
})
