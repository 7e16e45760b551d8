import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { env } from '@/lib/env'
import { bucketFiles } from '@/lib/storage/s3'
import { cacheState, copyPath, tidyCache } from '@/lib/storage/s3/cache'
import { closeBucket } from '@/lib/storage/s3/client'
import type { FileRef } from '@/lib/storage/file'
import { ID, keep, setUpBucket } from '@/lib/testing/bucket'
import type { Fault } from '@/lib/testing/s3-faults'

const MIB = 1024 * 1024

const bucket = setUpBucket()

/** Each request that matches has the next fault of the list. */
function breakNext(method: string, ...faults: Fault[]): void {
  bucket.proxy.choose = (request) => (request.method === method ? (faults.shift() ?? null) : null)
}

async function read(file: FileRef): Promise<Buffer> {
  const held = await bucketFiles.holdDatasetFile(file, Number.POSITIVE_INFINITY)
  try {
    return readFileSync(held.path)
  } finally {
    await held.release()
  }
}

const forget = (): void => rmSync(env().CACHE_DIR, { recursive: true, force: true })
/** As if another process had been started: it has its own folder for what it holds. */
const emptyCache = (): void => {
  forget()
  cacheState().proven.clear()
  Object.assign(globalThis, { holocronHolds: undefined })
}

describe('at the start', () => {
  test.each([
    ['S3_BUCKET', 'nothing-here', /There is no bucket nothing-here at http.*S3_BUCKET/],
    ['S3_ACCESS_KEY_ID', 'WRONG', /S3_ACCESS_KEY_ID/],
    ['S3_ENDPOINT', 'http://127.0.0.1:9', /cannot be reached.*S3_ENDPOINT/],
  ] as const)('a wrong %s is named', async (name, value, sentence) => {
    const right = env()[name]
    Object.assign(env(), { [name]: value })
    await closeBucket()
    await expect(bucketFiles.checkAccess()).rejects.toMatchObject({
      message: expect.stringMatching(sentence),
    })
    Object.assign(env(), { [name]: right })
    await closeBucket()
    await expect(bucketFiles.checkAccess()).resolves.toBeUndefined()
  })
})

describe('a file that is kept', () => {
  test('is the copy that is read, without a transfer', async () => {
    const file = await keep(Buffer.from('name\nLuke\n'))
    breakNext('GET', 'reset', 'reset', 'reset')
    expect((await read(file)).toString()).toBe('name\nLuke\n')
    expect(file.object.key).toMatch(
      new RegExp(`^some/place/datasets/${ID}/1\\.[0-9a-f]{8}/people-${ID}\\.csv$`),
    )
  })

  test('is fetched where there is no copy, once for all who ask at the same time', async () => {
    const file = await keep(randomBytes(1000))
    emptyCache()
    let gets = 0
    bucket.proxy.choose = ({ method }) => {
      if (method === 'GET') gets += 1
      return null
    }
    const all = await Promise.all(Array.from({ length: 8 }, () => read(file)))
    expect([new Set(all.map(String)).size, gets]).toEqual([1, 1])
  })

  test.each<Fault[]>([
    ['500', '503'],
    ['conflict'],
    ['reset'],
    ['lost answer'],
    ['silence after commit'],
    ['slow'],
  ])('is whole after %s %s', async (...faults) => {
    const content = randomBytes(5000)
    breakNext('PUT', ...faults)
    const file = await keep(content)
    emptyCache()
    expect((await read(file)).equals(content)).toBe(true)
  })

  test.each<Fault[]>([['cut body'], ['flipped bit'], ['stalled body'], ['reset', '503']])(
    'is read right after %s %s',
    async (...faults) => {
      const content = randomBytes(5000)
      const file = await keep(content)
      emptyCache()
      breakNext('GET', ...faults)
      expect((await read(file)).equals(content)).toBe(true)
    },
  )

  test('is uploaded in pieces when it is large, though the answer to the last request is lost', async () => {
    const content = randomBytes(20 * MIB)
    let pieces = 0
    let isLost = false
    bucket.proxy.choose = ({ method, path: url }) => {
      if (method === 'PUT' && url.includes('partNumber')) pieces += 1
      if (method !== 'POST' || !url.includes('uploadId') || isLost) return null
      isLost = true
      return 'lost answer'
    }
    const file = await keep(content)
    emptyCache()
    expect([pieces, isLost, (await read(file)).equals(content)]).toEqual([3, true, true])
  })
})

describe('a file that is not what it should be', () => {
  test('is said to be changed when the bucket has another content, after a second look', async () => {
    const file = await keep(Buffer.from('name\nLuke\n'))
    emptyCache()
    const other = { ...file, object: { ...file.object, sha256: 'a'.repeat(64) } }
    await expect(read(other)).rejects.toMatchObject({ code: 'EBADHASH' })
  })

  test('is said to be missing when the bucket has no such object', async () => {
    const file = await keep(Buffer.from('name\nLeia\n'))
    const gone = { ...file, object: { ...file.object, key: 'some/place/nothing', sha256: 'b'.repeat(64) } }
    await expect(read(gone)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(bucketFiles.statDatasetFile(gone)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('is said not to be there yet when it was published to a folder', async () => {
    await expect(read({ id: ID, fileName: 'people.csv', object: null })).rejects.toMatchObject({
      code: 'ENOTMOVED',
    })
  })

  test.each([
    ['truncated', 'name\n'],
    ['changed', 'name\nHan!\n'],
  ])('is fetched again when its copy was %s', async (_how, content) => {
    const file = await keep(Buffer.from('name\nLand\n'))
    const copy = copyPath(file.object.sha256)
    rmSync(copy)
    writeFileSync(copy, content)
    expect((await read(file)).toString()).toBe('name\nLand\n')
  })
})

describe('the cache', () => {
  test('lets the copies go that were used longest ago, but none that is held', async () => {
    emptyCache()
    const files = [
      await keep(randomBytes(1000)),
      await keep(randomBytes(1000)),
      await keep(randomBytes(1000)),
    ]
    const [first, second, third] = files.map(({ object }) => object.sha256)
    const held = await bucketFiles.holdDatasetFile(files[0] as FileRef, Number.POSITIVE_INFINITY)
    env().CACHE_MAX_BYTES = 1500
    await tidyCache(third ?? '')
    env().CACHE_MAX_BYTES = 10_000 * MIB
    const left = readdirSync(env().CACHE_DIR).filter((name) => name !== 'held')
    expect([left.includes(first ?? ''), left.includes(second ?? ''), left.includes(third ?? '')]).toEqual([
      true,
      false,
      true,
    ])
    await held.release()
  })

  test('keeps the content of a held file, even if another process removes its copy', async () => {
    const file = await keep(Buffer.from('name\nYoda\n'))
    const held = await bucketFiles.holdDatasetFile(file, Number.POSITIVE_INFINITY)
    rmSync(copyPath(file.object.sha256))
    expect(readFileSync(held.path, 'utf8')).toBe('name\nYoda\n')
    await held.release()
  })

  test('takes over from a process that was killed while it fetched', async () => {
    const file = await keep(Buffer.from('name\nChewbacca\n'))
    emptyCache()
    mkdirSync(env().CACHE_DIR, { recursive: true })
    const lock = `${copyPath(file.object.sha256)}.lock`
    writeFileSync(lock, '')
    utimesSync(lock, new Date(0), new Date(0))
    expect((await read(file)).toString()).toBe('name\nChewbacca\n')
    expect(readdirSync(path.dirname(lock)).filter((name) => name.endsWith('.lock'))).toEqual([])
  })
})

describe('a store that is gone', () => {
  afterEach(() => bucket.server.start())

  test('is said to be gone, and files with a copy are read on', async () => {
    const [cached, other] = [
      await keep(Buffer.from('name\nObi-Wan\n')),
      await keep(Buffer.from('name\nAnakin\n')),
    ]
    rmSync(copyPath(other.object.sha256))
    await bucket.server.stop()
    expect((await read(cached)).toString()).toBe('name\nObi-Wan\n')
    await expect(read(other)).rejects.toMatchObject({ code: 'unavailable', message: /^The bucket holocron/ })
    expect(await bucketFiles.findOutage()).toMatch(/^The bucket holocron\/some\/place at http.* Try again/)
  })
})
