import { setTimeout as sleep } from 'node:timers/promises'
import { someDataset } from '@/components/testing/some-dataset'
import { ProgressWatch } from '@/lib/api/progress-watch'
import type { Dataset } from '@/lib/datasets/model/dataset'

const RUNNING = { status: 'downloading', finishedAt: null } as const

/** A table of datasets that records its queries. */
function createTable(...datasets: Partial<Dataset>[]) {
  const rows = datasets.map((changes) => someDataset({ ...RUNNING, ...changes }))
  const asked: string[][] = []
  const read = async (ids: string[]): Promise<Dataset[]> => {
    asked.push(ids)
    return rows.filter(({ id }) => ids.includes(id))
  }
  return { rows, asked, read }
}

test('one database poll serves all followers', async () => {
  const { asked, read } = createTable({ id: 'one' }, { id: 'two' })
  const watch = new ProgressWatch(read)
  const followers = Array.from({ length: 50 }, (_, index) =>
    watch.follow(index % 2 === 0 ? ['one'] : ['one', 'two']),
  )
  const first = await Promise.all(followers.map((follower) => follower.next()))
  expect(asked).toEqual([['one', 'two']])
  expect(first.map((snapshots) => snapshots.map(({ id }) => id).join())).toEqual(
    followers.map((_, index) => (index % 2 === 0 ? 'one' : 'one,two')),
  )
  await Promise.all(followers.map((follower) => follower.next()))
  expect(asked).toHaveLength(2)
})

test('a later follower gets the latest result', async () => {
  const { asked, read } = createTable({ id: 'one', pagesDone: 3 })
  const watch = new ProgressWatch(read)
  const first = watch.follow(['one'])
  await first.next()
  expect(await watch.see(['one'])).toMatchObject([
    { id: 'one', status: 'downloading', progress: { pagesDone: 3 } },
  ])
  expect(asked).toHaveLength(1)
})

test('an ended download is reported without progress, and a missing one as deleted', async () => {
  const { rows, read } = createTable({ id: 'one' }, { id: 'two' })
  const watch = new ProgressWatch(read)
  const follower = watch.follow(['one', 'two'])
  await follower.next()
  rows.splice(0, 2, someDataset({ id: 'one', status: 'ready' }))
  expect(await follower.next()).toEqual([
    { id: 'one', status: 'ready', progress: null },
    { id: 'two', status: 'deleted', progress: null },
  ])
})

test('an end is reported without waiting for the next poll', async () => {
  const { rows, read } = createTable({ id: 'one' })
  const anHour = 3_600_000
  const watch = new ProgressWatch(read, anHour)
  const follower = watch.follow(['one'])
  await follower.next()
  const news = follower.next()
  rows.splice(0, 1, someDataset({ id: 'one', status: 'ready' }))
  watch.hurry()
  expect(await news).toEqual([{ id: 'one', status: 'ready', progress: null }])
})

test('an end is reported even if it came while the database was being polled', async () => {
  const { rows, read } = createTable({ id: 'one' })
  const anHour = 3_600_000
  const watch: ProgressWatch = new ProgressWatch(async (ids) => {
    const found = await read(ids)
    if (rows[0]?.status === 'downloading') {
      rows.splice(0, 1, someDataset({ id: 'one', status: 'ready' }))
      watch.hurry()
    }
    return found
  }, anHour)
  const follower = watch.follow(['one'])
  expect(await follower.next()).toMatchObject([{ id: 'one', status: 'downloading' }])
  expect(await follower.next()).toEqual([{ id: 'one', status: 'ready', progress: null }])
})

test('nothing is polled once all followers have left', async () => {
  const { asked, read } = createTable({ id: 'one' })
  const watch = new ProgressWatch(read)
  const follower = watch.follow(['one'])
  await follower.next()
  follower.close()
  await sleep(700)
  expect(asked).toHaveLength(1)
})

describe('a database that is not responding', () => {
  test('is reported as such, not as no news, and is not queried again in the meantime', async () => {
    const asked: string[][] = []
    const watch = new ProgressWatch((ids) => {
      asked.push(ids)
      return new Promise(() => undefined)
    })
    const unavailable = { code: 'unavailable', message: 'The database is not responding.' }
    await expect(watch.see(['one'])).rejects.toMatchObject(unavailable)
    await expect(watch.see(['one'])).rejects.toMatchObject(unavailable)
    expect(asked).toHaveLength(1)
  }, 20_000)

  test('is queried again after a failure', async () => {
    const { read } = createTable({ id: 'one' })
    let tries = 0
    const watch = new ProgressWatch((ids) =>
      ++tries === 1 ? Promise.reject(new Error('locked')) : read(ids),
    )
    await expect(watch.see(['one'])).rejects.toMatchObject({ code: 'unavailable' })
    expect(await watch.see(['one'])).toMatchObject([{ id: 'one' }])
  })
})
