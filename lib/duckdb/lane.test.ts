import { Lane } from '@/lib/duckdb/lane'

/** A task that ends on demand. */
function held(): { task: () => Promise<string>; started: () => boolean; release: () => void } {
  let isStarted = false
  let release = (): void => undefined
  const until = new Promise<string>((resolve) => (release = () => resolve('done')))
  return {
    task: () => {
      isStarted = true
      return until
    },
    started: () => isStarted,
    release: () => release(),
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('as many tasks as fit run concurrently, and the next ones in the order they came', async () => {
  const lane = new Lane(2)
  const tasks = [held(), held(), held(), held()]
  const runs = tasks.map(({ task }) => lane.run(task))
  const started = (): boolean[] => tasks.map((one) => one.started())
  await settle()
  expect(started()).toEqual([true, true, false, false])
  tasks[1]!.release()
  await settle()
  expect(started()).toEqual([true, true, true, false])
  tasks.forEach(({ release }) => release())
  expect(await Promise.all(runs)).toEqual(['done', 'done', 'done', 'done'])
})

test('one more than may wait is refused with a clear message, and the others are unaffected', async () => {
  const lane = new Lane(1, 1)
  const first = held()
  const runs = [lane.run(first.task), lane.run(() => Promise.resolve('second'))]
  await expect(lane.run(() => Promise.resolve('third'))).rejects.toMatchObject({
    code: 'busy',
    message: 'Too many counts and searches are running. Try again in a moment.',
  })
  first.release()
  expect(await Promise.all(runs)).toEqual(['done', 'second'])
  expect(await lane.run(() => Promise.resolve('later'))).toBe('later')
})

test('a lane without a queue immediately refuses what does not fit', async () => {
  const lane = new Lane(1, 0)
  const only = held()
  const run = lane.run(only.task)
  await expect(lane.run(() => Promise.resolve('second'))).rejects.toMatchObject({ code: 'busy' })
  only.release()
  await run
})

test('a task that fails makes room for the next', async () => {
  const lane = new Lane(1)
  const failing = lane.run(() => Promise.reject(new Error('no')))
  const next = lane.run(() => Promise.resolve('next'))
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('next')
})

test('a task aborted in the queue leaves it at once, never starts, and makes room in it', async () => {
  const lane = new Lane(1, 1)
  const [first, second] = [held(), held()]
  const run = lane.run(first.task)
  const giveUp = new AbortController()
  const waiting = lane.run(second.task, giveUp.signal)
  giveUp.abort(new Error('went away'))
  await expect(waiting).rejects.toMatchObject({ code: 'aborted', cause: new Error('went away') })
  const third = lane.run(() => Promise.resolve('third'))
  first.release()
  expect(await Promise.all([run, third])).toEqual(['done', 'third'])
  expect(second.started()).toBe(false)
})

test('a task that is already aborted is not queued', async () => {
  const task = jest.fn(() => Promise.resolve())
  await expect(new Lane(1).run(task, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  expect(task).not.toHaveBeenCalled()
})

test('aborting a task after its turn has come takes no slot from others', async () => {
  const lane = new Lane(1)
  const [first, second] = [held(), held()]
  const runs = [lane.run(first.task)]
  const late = new AbortController()
  runs.push(
    lane.run(second.task, late.signal),
    lane.run(() => Promise.resolve('third')),
  )
  first.release()
  await settle()
  expect(second.started()).toBe(true)
  late.abort()
  second.release()
  expect(await Promise.all(runs)).toEqual(['done', 'done', 'third'])
})
