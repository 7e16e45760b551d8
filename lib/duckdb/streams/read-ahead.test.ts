import { readAhead } from '@/lib/duckdb/streams/read-ahead'

/** Counts to `last`; each number is read when the test says so. */
function createReads(last: number): {
  readNext: () => Promise<IteratorResult<number, void>>
  finish: () => void
  started: () => number
} {
  let started = 0
  const waiting: (() => void)[] = []
  return {
    started: () => started,
    finish: () => waiting.shift()?.(),
    readNext: () => {
      const number = ++started
      return new Promise((resolve) =>
        waiting.push(() =>
          resolve(number > last ? { done: true, value: undefined } : { done: false, value: number }),
        ),
      )
    },
  }
}

test('everything comes once and in order', async () => {
  const reads = createReads(3)
  const read: number[] = []
  const reading = (async () => {
    for await (const number of readAhead(reads.readNext)) read.push(number)
  })()
  while (reads.started() <= 3) {
    reads.finish()
    await new Promise(setImmediate)
  }
  reads.finish()
  await reading
  expect(read).toEqual([1, 2, 3])
})

test('the next is read while one is used, and never two', async () => {
  const reads = createReads(9)
  const numbers = readAhead(reads.readNext)
  const first = numbers.next()
  expect(reads.started()).toBe(1)
  reads.finish()
  expect(await first).toEqual({ done: false, value: 1 })
  expect(reads.started()).toBe(2)
})

test('whoever stops early waits for what is being read, even if it fails', async () => {
  let fail: (error: Error) => void = () => undefined
  const results: Promise<IteratorResult<string, void>>[] = [
    Promise.resolve({ done: false, value: 'first' }),
    new Promise((_, reject) => (fail = reject)),
  ]
  const numbers = readAhead(() => results.shift()!)
  await numbers.next()
  let hasEnded = false
  const end = numbers.return().then(() => (hasEnded = true))
  await new Promise(setImmediate)
  expect(hasEnded).toBe(false)
  fail(new Error('interrupted'))
  await end
})

test('a failure is thrown after what was read before it', async () => {
  const results = [Promise.resolve({ done: false as const, value: 1 }), Promise.reject(new Error('broken'))]
  results[1]?.catch(() => undefined)
  const numbers = readAhead<number>(() => results.shift()!)
  expect(await numbers.next()).toEqual({ done: false, value: 1 })
  await expect(numbers.next()).rejects.toThrow('broken')
})
