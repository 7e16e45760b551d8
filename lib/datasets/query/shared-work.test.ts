import { SharedWork } from '@/lib/datasets/query/shared-work'
import { withReader } from '@/lib/duckdb/lanes'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

/** Would take an hour. */
const ENDLESS =
  'SELECT count(*) AS total FROM range(10000000) a(i), range(1000000) b(j) WHERE (i * j) % 7 = 3'

/** Work that ends on demand, and records how often it was started and whether it was stopped. */
function held(): { work: jest.Mock<Promise<string>, [AbortSignal]>; end: (result: string | Error) => void } {
  let end: (result: string | Error) => void = () => undefined
  const result = new Promise<string>((resolve, reject) => {
    end = (value) => (value instanceof Error ? reject(value) : resolve(value))
  })
  return { work: jest.fn<Promise<string>, [AbortSignal]>(() => result), end: (value) => end(value) }
}

test('concurrent callers share one run, and later ones get its result', async () => {
  const shared = new SharedWork<string>(2)
  const { work, end } = held()
  const asked = [shared.get('a', work), shared.get('a', work), shared.get('a', work)]
  end('answer')
  expect(await Promise.all(asked)).toEqual(['answer', 'answer', 'answer'])
  expect(await shared.get('a', work)).toBe('answer')
  expect(work).toHaveBeenCalledTimes(1)
})

test('the least recently used result makes room for a new one', async () => {
  const shared = new SharedWork<string>(2)
  const work = jest.fn((key: string) => Promise.resolve(key))
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await shared.get(key, () => work(key))).toBe(key)
  expect(work.mock.calls.map(([key]) => key)).toEqual(['a', 'b', 'c', 'b'])
})

test('a caller that leaves stops waiting, and the others still get the result', async () => {
  const shared = new SharedWork<string>(2)
  const { work, end } = held()
  const leaving = new AbortController()
  const [first, second] = [shared.get('a', work, leaving.signal), shared.get('a', work)]
  leaving.abort(new Error('went away'))
  await expect(first).rejects.toMatchObject({ code: 'aborted', cause: new Error('went away') })
  expect(work.mock.calls[0]?.[0].aborted).toBe(false)
  end('answer')
  expect(await second).toBe('answer')
})

test('when all callers have left, the query is stopped, and the next caller starts a new one', async () => {
  const shared = new SharedWork<unknown>(2)
  const leaving = new AbortController()
  let ended: Promise<unknown> = Promise.resolve()
  const endless = (stop: AbortSignal): Promise<unknown> =>
    (ended = withReader('heavy', (read) => read(ENDLESS), stop))
  const asked = [shared.get('a', endless, leaving.signal), shared.get('a', endless, leaving.signal)]
  setTimeout(() => leaving.abort(), 50)
  const answers = await Promise.allSettled(asked)
  expect(answers).toEqual(
    Array(2).fill({ status: 'rejected', reason: expect.objectContaining({ code: 'aborted' }) as unknown }),
  )
  const next = shared.get('a', () => Promise.resolve('anew'))
  await expect(ended).rejects.toMatchObject({ code: 'aborted' })
  expect(await next).toBe('anew')
})

test('a failure reaches every waiting caller, and is not kept', async () => {
  const shared = new SharedWork<string>(2)
  const { work, end } = held()
  const asked = [shared.get('a', work), shared.get('a', work)]
  end(new Error('no'))
  const answers = await Promise.allSettled(asked)
  expect(answers).toEqual(Array(2).fill({ status: 'rejected', reason: new Error('no') }))
  expect(await shared.get('a', () => Promise.resolve('again'))).toBe('again')
})

test('a caller that has already left starts nothing', async () => {
  const { work } = held()
  await expect(new SharedWork<string>(2).get('a', work, AbortSignal.abort())).rejects.toMatchObject({
    code: 'aborted',
  })
  expect(work).not.toHaveBeenCalled()
})
