/** A file of a dataset, in a folder or in a bucket. Safe to import: types only. */
import type { FileHandle } from 'node:fs/promises'

/** A file in a bucket. Its key is never used again for another content. */
export interface StoredObject {
  key: string
  /** In bytes. */
  byteSize: number
  /** In lower-case hex. */
  sha256: string
}

/** A published file of a dataset: in a folder it is found by its name, in a bucket by its object. */
export interface FileRef {
  id: string
  fileName: string
  /** Null for files in a folder. */
  object: StoredObject | null
}

/** A part as its step recorded it. */
export interface PartRef {
  name: string
  sha256: string
  /** Null for files in a folder. */
  object: StoredObject | null
}

/** A file that a download has made, to be published under its name. */
export interface MadeFile {
  tempName: string
  name: string
  /** Null for files in a folder, and for `dataset.json`, whose key is always the same. */
  object?: StoredObject | null | undefined
}

export interface FileFacts {
  /** In bytes. */
  byteSize: number
  /** Differs whenever the content may differ. */
  fingerprint: string
  /** In lower-case hex, where it is known to be that of exactly this content. */
  sha256?: string | undefined
}

/** A dataset's file, opened once: size and content are of the same file, whatever happens to its name. */
export interface OpenFile extends FileFacts {
  handle: FileHandle
  /** As `HeldFile.discard`. */
  discard: () => Promise<boolean>
}

/** A dataset's file whose path can be used until it is released; nothing takes the file away meanwhile. */
export interface HeldFile extends FileFacts {
  path: string
  release: () => Promise<void>
  /** Called when the content turned out wrong. True when it was only a copy, so that holding it again may help. */
  discard: () => Promise<boolean>
}

/** What is in a bucket beyond the files of datasets: see `Storage.sweepUnnamed`. */
export interface Unnamed {
  /** Keys of objects that nothing names. */
  keys: string[]
  /** Uploads that were never completed. */
  uploads: number
}
