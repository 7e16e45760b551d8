/** A bucket on a small S3 server behind a proxy of faults, for tests of the storage. */
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { env } from '@/lib/env'
import { localFiles } from '@/lib/storage/local'
import { bucketFiles } from '@/lib/storage/s3'
import { closeBucket } from '@/lib/storage/s3/client'
import type { FileRef, StoredObject } from '@/lib/storage/file'
import { type FaultProxy, startFaultProxy } from '@/lib/testing/s3-faults'
import { type S3Server, startS3Server } from '@/lib/testing/s3-server'

export const ID = '20261122-203057-k3f9x'

export interface TestBucket {
  server: S3Server
  proxy: FaultProxy
}

/** Sets the settings to a bucket of its own. Call it at the top. */
export function setUpBucket(): TestBucket {
  const bucket = {} as TestBucket
  beforeAll(async () => {
    bucket.server = await startS3Server()
    bucket.proxy = await startFaultProxy(bucket.server.endpoint)
    Object.assign(env(), {
      ...bucket.server.settings,
      S3_ENDPOINT: bucket.proxy.endpoint,
      S3_PATH_STYLE: true,
      S3_PREFIX: 'some/place',
    })
  })
  beforeEach(() => {
    bucket.proxy.choose = () => null
  })
  afterAll(async () => {
    await closeBucket()
    await bucket.proxy.close()
    await bucket.server.close()
    rmSync(env().STORAGE_DIR, { recursive: true, force: true })
  })
  return bucket
}

/** Makes a file as a download does, and keeps it. */
export async function keep(content: Buffer): Promise<FileRef & { object: StoredObject }> {
  const name = `people-${ID}.csv`
  const { tempName } = await bucketFiles.makeFile(ID, name, (file) => {
    writeFileSync(file, content)
    return Promise.resolve()
  })
  const sha256 = await localFiles.hashFile(localFiles.partPath(ID, tempName))
  const batch = `1.${randomBytes(4).toString('hex')}`
  const object = await bucketFiles.keepFile(ID, batch, { tempName, name, sha256 })
  if (object === null) throw new Error('There is no object.')
  return { id: ID, fileName: name, object }
}
