import { reportAway, waitForDatabase, watchDatabase } from '@/lib/db/outage'

afterEach(() => watchDatabase(null))

test('a database that never answers the first probe is back as soon as it answers another', async () => {
  const answers = [new Promise<boolean>(() => undefined), Promise.resolve(false), Promise.resolve(true)]
  let asked = 0
  watchDatabase(() => answers[asked++] ?? Promise.resolve(true))
  reportAway()
  expect(await waitForDatabase(Date.now() + 100)).toBe(false)
  expect(await waitForDatabase(Date.now() + 10_000)).toBe(true)
  expect(asked).toBe(3)
})

test('nobody is asked any more once another database is watched', async () => {
  let asked = 0
  watchDatabase(() => {
    asked += 1
    return Promise.resolve(false)
  })
  reportAway()
  watchDatabase(null)
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  expect(asked).toBe(1)
})
