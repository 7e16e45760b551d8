/** Files of datasets in a bucket, with copies on this machine for reading. */
import 'server-only'
import * as derived from '@/lib/storage/local/derived'
import * as local from '@/lib/storage/local/files'
import * as inspect from '@/lib/storage/local/inspect'
import * as access from '@/lib/storage/s3/access'
import * as files from '@/lib/storage/s3/files'
import * as mark from '@/lib/storage/s3/mark'
import * as read from '@/lib/storage/s3/read'
import { sweepUnnamed } from '@/lib/storage/s3/sweep'
import * as trash from '@/lib/storage/s3/trash'
import type { Storage } from '@/lib/storage/storage'

export const bucketFiles: Storage = {
  ...derived,
  ...inspect,
  ...local,
  ...files,
  ...mark,
  ...read,
  ...trash,
  ...access,
  sweepUnnamed,
  isRemote: true,
}
