/** Files of datasets on a local disk, or one that is mounted like it. */
import 'server-only'
import * as derived from '@/lib/storage/local/derived'
import * as files from '@/lib/storage/local/files'
import * as inspect from '@/lib/storage/local/inspect'
import * as mark from '@/lib/storage/local/mark'
import * as only from '@/lib/storage/local/only'
import * as read from '@/lib/storage/local/read'
import * as trash from '@/lib/storage/local/trash'
import type { Storage } from '@/lib/storage/storage'

export const localFiles: Storage = {
  ...derived,
  ...files,
  ...inspect,
  ...mark,
  ...only,
  ...read,
  ...trash,
  isRemote: false,
}
