/** All access to the files of datasets goes through this one object. */
import 'server-only'
import { env } from '@/lib/env'
import { localFiles } from '@/lib/storage/local'
import { bucketFiles } from '@/lib/storage/s3'
import type { Storage } from '@/lib/storage/storage'

export const storage: Storage = env().S3_BUCKET === undefined ? localFiles : bucketFiles
