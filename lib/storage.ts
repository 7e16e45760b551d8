/** All access to the files of datasets goes through this one object. */
import 'server-only'
import { localFiles } from '@/lib/storage/local'
import type { Storage } from '@/lib/storage/storage'

export const storage: Storage = localFiles
