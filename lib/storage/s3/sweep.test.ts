import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { localFiles } from '@/lib/storage/local'
import { bucketFiles } from '@/lib/storage/s3'
import { listObjects } from '@/lib/storage/s3/objects'
import type { StoredObject } from '@/lib/storage/file'
import { ID, keep, setUpBucket } from '@/lib/testing/bucket'

setUpBucket()

describe('a part', () => {
  test('that another machine has read is fetched', async () => {
    const sha256 = await bucketFiles.writePart(ID, 'people-1.csv', async (file) => {
      writeFileSync(file, 'part')
      return localFiles.hashFile(file)
    })
    const object = await bucketFiles.keepPart(ID, 'people-1.csv', sha256)
    rmSync(localFiles.partPath(ID, 'people-1.csv'))
    await bucketFiles.ensurePart(ID, { name: 'people-1.csv', sha256, object })
    expect(await bucketFiles.hashPart(ID, 'people-1.csv')).toBe(sha256)
    expect([await bucketFiles.hasParts(ID), await bucketFiles.listStoredIds('parts')]).toEqual([true, [ID]])
    await bucketFiles.removeParts(ID)
    expect([await bucketFiles.hasParts(ID), await bucketFiles.listStoredIds('parts')]).toEqual([false, []])
  })
})

describe('the sweep', () => {
  const LATER = { remove: true, now: new Date(Date.now() + 25 * 60 * 60_000) }
  const names =
    (...keys: string[]) =>
    () =>
      Promise.resolve({ keys: new Set(keys), busyIds: new Set<string>() })
  const list = async (): Promise<string[]> => {
    const keys: string[] = []
    for await (const { key } of listObjects('some/place/datasets/')) keys.push(key)
    return keys
  }

  test('removes what neither a row nor a dataset.json names, once it is a day old', async () => {
    const [byRow, byReceipt, unnamed] = [
      await keep(randomBytes(9)),
      await keep(randomBytes(9)),
      await keep(randomBytes(9)),
    ]
    await bucketFiles.replaceFile(ID, 'dataset.json', (file) => {
      writeFileSync(file, JSON.stringify({ objects: { csv: byReceipt.object } }))
      return Promise.resolve(true)
    })
    await bucketFiles.sweepUnnamed(names(), { remove: true, now: new Date() })
    expect(await list()).toContain(unnamed.object.key)
    const busy = { keys: new Set<string>(), busyIds: new Set([ID]) }
    await bucketFiles.sweepUnnamed(() => Promise.resolve(busy), LATER)
    expect(await list()).toContain(unnamed.object.key)
    await bucketFiles.sweepUnnamed(names(byRow.object.key), LATER)
    expect((await list()).sort()).toEqual(
      [byRow.object.key, byReceipt.object.key, `some/place/datasets/${ID}/dataset.json`].sort(),
    )
  })

  test('removes nothing of a dataset whose dataset.json cannot be read', async () => {
    const { object } = await keep(randomBytes(9))
    await bucketFiles.replaceFile(ID, 'dataset.json', (file) => {
      writeFileSync(file, '{"objects": ')
      return Promise.resolve(true)
    })
    await bucketFiles.sweepUnnamed(names(), LATER)
    expect(await list()).toContain(object.key)
  })

  test('the trash takes only what it names, and nothing that is named again', async () => {
    const [kept, deleted] = [await keep(randomBytes(9)), await keep(randomBytes(9))]
    const receipt = (object: StoredObject) => (file: string) => {
      writeFileSync(file, JSON.stringify({ objects: { csv: object } }))
      return Promise.resolve(true)
    }
    await bucketFiles.replaceFile(ID, 'dataset.json', receipt(deleted.object))
    expect(await bucketFiles.moveToTrash(ID)).toBe(true)
    expect([await bucketFiles.hasFiles(ID), await bucketFiles.restoreFromTrash(ID)]).toEqual([false, true])
    expect([await bucketFiles.hasFiles(ID), await bucketFiles.moveToTrash(ID)]).toEqual([true, true])
    await bucketFiles.replaceFile(ID, 'dataset.json', receipt(kept.object))
    await bucketFiles.emptyTrash(ID)
    const keys = await list()
    expect([keys.includes(kept.object.key), keys.includes(deleted.object.key)]).toEqual([true, false])
  })
})
