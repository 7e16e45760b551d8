import { createClient, type Client } from '@libsql/client'
import { db } from '@/lib/db/client'
import { KeptReads } from '@/lib/db/kept-reads'
import { databaseVersion } from '@/lib/db/version'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'

setUpTemporaryApp()

/** What another process has open. */
let other: Client
beforeAll(async () => {
  other = createClient({ url: env().DATABASE_URL })
  await db().$executeRaw`CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)`
  await db().$executeRaw`INSERT INTO note VALUES (1, 'first')`
})
afterAll(() => other.close())

const readNote = async (): Promise<string> => {
  const [row] = await db().$queryRaw<{ text: string }[]>`SELECT text FROM note WHERE id = 1`
  return row?.text ?? ''
}

const writers = {
  own: (text: string) => db().$executeRaw`UPDATE note SET text = ${text} WHERE id = 1`,
  other: (text: string) => other.execute({ sql: 'UPDATE note SET text = ? WHERE id = 1', args: [text] }),
}

test('what was read is kept until somebody writes, and is never older than the last write', async () => {
  const step = fc.oneof(
    fc.constant({ kind: 'read' } as const),
    fc.record({
      kind: fc.constant('write' as const),
      by: fc.constantFrom('own', 'other'),
      text: fc.string(),
    }),
  )
  const walk = fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
    const kept = new KeptReads<string>(10)
    await writers.own('first')
    let text = 'first'
    let isKept = false
    for (const each of steps) {
      if (each.kind === 'write') {
        await writers[each.by as keyof typeof writers](each.text)
        text = each.text
        isKept = false
      } else {
        let wasRead = false
        const read = (): Promise<string> => ((wasRead = true), readNote())
        expect(await kept.get('note', read)).toBe(text)
        expect(wasRead).toBe(!isKept)
        isKept = true
      }
    }
  })
  await fc.assert(walk, { numRuns: 40 })
})

test('what somebody overwrites while it is read is not kept', async () => {
  const kept = new KeptReads<string>(10)
  await writers.own('before')
  const old = await kept.get('note', async () => {
    const text = await readNote()
    await writers.other('after')
    return text
  })
  expect([old, await kept.get('note', readNote)]).toEqual(['before', 'after'])
})

test('a value that changes with time is read each time', async () => {
  const kept = new KeptReads<number>(10, (value) => value > 2)
  let reads = 0
  const read = (): Promise<number> => Promise.resolve((reads += 1))
  const values = [
    await kept.get('a', read),
    await kept.get('a', read),
    await kept.get('a', read),
    await kept.get('a', read),
  ]
  expect(values).toEqual([1, 2, 3, 3])
})

test('the values used last are kept, as many as allowed', async () => {
  const kept = new KeptReads<string>(2)
  const reads: string[] = []
  const get = (key: string): Promise<string> =>
    kept.get(key, () => {
      reads.push(key)
      return Promise.resolve(key)
    })
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key)
  expect(reads).toEqual(['a', 'b', 'c', 'b'])
})

test('a transaction is another version when it is committed, and nobody waits for it before', async () => {
  const before = await databaseVersion()
  const transaction = await other.transaction('write')
  await transaction.execute("UPDATE note SET text = 'pending' WHERE id = 1")
  expect(await databaseVersion()).toBe(before)
  await transaction.commit()
  expect(await databaseVersion()).not.toBe(before)
})

test('a version that cannot be told is none, and nothing is kept meanwhile', async () => {
  const kept = new KeptReads<number>(10)
  let reads = 0
  const read = (): Promise<number> => Promise.resolve((reads += 1))
  const { DATABASE_URL } = env()
  env().DATABASE_URL = 'file:/nowhere/at/all.db'
  try {
    expect(await databaseVersion()).toBeNull()
    expect([await kept.get('a', read), await kept.get('a', read)]).toEqual([1, 2])
  } finally {
    env().DATABASE_URL = DATABASE_URL
  }
  expect(await databaseVersion()).not.toBeNull()
})
