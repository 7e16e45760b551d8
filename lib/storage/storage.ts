/** Where the files of datasets are kept. Safe to import: types only. */
import type {
  FileFacts,
  FileRef,
  HeldFile,
  MadeFile,
  OpenFile,
  PartRef,
  StoredObject,
  Unnamed,
} from '@/lib/storage/file'

export type FolderKind = 'datasets' | 'parts' | 'trash'

export interface Storage {
  /**
   * The random name of this storage, which it keeps for ever: two processes that read the same one use the same storage.
   * Null when it has none yet, unless `create` is set: then it gets one.
   * @throws Error when the storage cannot be read, or `create` is set and it cannot be written
   */
  readStorageMark(options: { create: boolean }): Promise<string | null>

  /** Where datasets are kept, for messages: `the folder /data` or `the bucket data at https://…`. */
  describe(): string

  /** Where a file is kept, for messages: a path, or `s3://bucket/key`. */
  locate(file: FileRef): string

  /** True for a bucket: files have no path, except while they are held. */
  readonly isRemote: boolean

  /**
   * Checks that datasets can be kept here.
   * @throws AppError `unavailable` that says what is wrong with the settings, or with the store
   */
  checkAccess(): Promise<void>

  /** What is wrong with the storage at this moment, as a sentence; null if nothing is. Takes two seconds at most. */
  findOutage(): Promise<string | null>

  /**
   * Absolute path of a file of a dataset in a folder, whether or not it exists.
   * @throws Error for a bucket, where a path is only known while a file is held
   */
  datasetPath(id: string, fileName: string): string

  /** Absolute path of a part, or of a file being made, of a running download. */
  partPath(id: string, fileName: string): string

  /**
   * Makes a file of a running download through `write`, which gets an exclusive path. Returns the file's name
   * once it is complete and on disk, and the result of `write`; a file that could not be made is removed.
   */
  makeFile<T>(
    id: string,
    name: string,
    write: (tempPath: string) => Promise<T>,
  ): Promise<{ tempName: string; result: T }>

  /** Makes a part: it appears under its name complete and on disk, or not at all. A repeat replaces it. */
  writePart<T>(id: string, name: string, write: (tempPath: string) => Promise<T>): Promise<T>

  /** When a part was made; null when it does not exist. */
  statPart(id: string, name: string): Promise<{ modifiedAt: Date } | null>

  /** The sha256 of a part, in lower-case hex; null when it does not exist. */
  hashPart(id: string, name: string): Promise<string | null>

  /** The sha256 of a file, in lower-case hex. */
  hashFile(file: string): Promise<string>

  /**
   * Keeps a file that `makeFile` made where other machines find it, and checks that it is whole. Returns the object, or
   * null for files in a folder. Files of the same `batch` are kept together.
   */
  keepFile(id: string, batch: string, file: MadeFile & { sha256: string }): Promise<StoredObject | null>

  /** The same for a part. */
  keepPart(id: string, name: string, sha256: string): Promise<StoredObject | null>

  /** Makes sure that a part is on this machine as it was recorded, if it can be had. */
  ensurePart(id: string, part: PartRef): Promise<void>

  /**
   * Moves files that `makeFile` made to datasets/, under their final names, and makes the names survive a power cut.
   * Repeating it is harmless: files already moved are left in place.
   */
  publishFiles(id: string, files: MadeFile[]): Promise<void>

  /**
   * Replaces a file of a dataset atomically and on disk, so that readers see the old or the new one, unless
   * `write` returns false. The new file is made where queries spill: parts would mark the dataset as
   * unpublished. Returns the new object, which the caller has to record; null for files in a folder, for
   * `dataset.json`, and when nothing was replaced.
   * @throws ENOENT when the dataset has no folder: it was deleted meanwhile, or is in another storage
   */
  replaceFile(
    id: string,
    name: string,
    write: (tempPath: string) => Promise<boolean>,
  ): Promise<StoredObject | null>

  /**
   * Passes the path of a temporary file to `work`, and removes the file afterwards. It is made where queries
   * spill: what a killed process leaves there is removed eventually.
   */
  withScratchFile<T>(name: string, work: (file: string) => Promise<T>): Promise<T>

  /**
   * The path of a file that can be made again at any time, made through `write` unless it is there. It is kept while it is
   * used, within bounds, and may be removed as soon as others are made: open it at once.
   * @param kind - the folder that holds files of this kind
   */
  ensureDerivedFile(kind: string, name: string, write: (tempPath: string) => Promise<void>): Promise<string>

  /** The text of a derived file, which counts as a use of it; null when it does not exist. */
  readDerivedText(kind: string, name: string): Promise<string | null>

  /** Removes a derived file that turned out to be unreadable. */
  removeDerivedFile(kind: string, name: string): Promise<void>

  /** Writes a text file at the path that `makeFile` or `replaceFile` provides. */
  writeText(file: string, text: string): Promise<void>

  removeParts(id: string): Promise<void>

  /** True when a dataset has a folder of files, or a `dataset.json` in the bucket, as every ready one does. */
  hasFiles(id: string): Promise<boolean>

  /** True only if `hasFiles` is, and cheap enough for every request; false when that is not known. */
  hasFilesForSure(id: string): Promise<boolean>

  /** True while a download has parts, so that what is in `datasets/<id>` is not published yet. */
  hasParts(id: string): Promise<boolean>

  /** When the parts of a download last changed; null when it has none. */
  partsChangedAt(id: string): Promise<Date | null>

  /** Ids that have a folder of this kind, in chronological order. */
  listStoredIds(kind: FolderKind): Promise<string[]>

  /** The text of a file of a dataset; null when it does not exist. */
  readDatasetText(id: string, fileName: string): Promise<string | null>

  /** Absolute path of a folder of a dataset on this machine, whether or not it exists. */
  folder(kind: FolderKind, id: string): string

  /** Checks the shape, since Node's errors in tests come from a different realm than `Error`. */
  isMissing(error: unknown): boolean

  /**
   * Inspects a dataset's file where it is kept, without opening it.
   * @throws Error with code `ENOENT` when it is missing, `ELOOP` when it or its folder is something else
   */
  statDatasetFile(file: FileRef): Promise<FileFacts>

  /**
   * Holds a dataset's file for reading it by its path; the caller must release it. One from a bucket is fetched unless
   * there is a copy; a copy up to `hashUpTo` bytes is hashed before it is first used.
   * @throws Error as `statDatasetFile`, with code `EBADHASH` when the bucket has something else under its key; AppError
   * `unavailable` when the bucket cannot be read
   */
  holdDatasetFile(file: FileRef, hashUpTo: number): Promise<HeldFile>

  /**
   * Opens a dataset's file; the caller must close the handle.
   * @throws Error as `holdDatasetFile`
   */
  openDatasetFile(file: FileRef, hashUpTo: number): Promise<OpenFile>

  /**
   * Passes the path of a dataset's file exactly as it is kept to `work`, never of an older copy: for verifying. The path
   * need not exist.
   */
  withKeptFile<T>(file: FileRef, work: (path: string) => Promise<T>): Promise<T>

  /** A URL that lets a client fetch a file from the store for a few minutes; null where that is not possible or wanted. */
  signUrl(file: FileRef, headers: { contentType: string; contentDisposition: string }): Promise<string | null>

  /** Moves the files of a dataset to the trash; false when it has none. */
  moveToTrash(id: string): Promise<boolean>

  /** Puts back what `moveToTrash` moved; false when there is nothing, or the dataset has files again. */
  restoreFromTrash(id: string): Promise<boolean>

  /** Removes the trash of a dataset from disk. */
  emptyTrash(id: string): Promise<void>

  /**
   * Takes back what a download had put in place without becoming ready. Files without corresponding parts have
   * been published, by whichever database, and stay. Call it only while this dataset cannot be published.
   */
  withdrawUnpublished(id: string): Promise<void>

  /** Removes the remains of a download that ended without a dataset, once unpublished files are withdrawn. */
  discardRemains(id: string): Promise<void>

  /**
   * Finds objects older than a day that nothing names, and removes them if told to; nothing in a folder. `listNamed` is
   * called after the objects were listed: it returns the keys that the database names, and the ids of downloads whose
   * objects have no name yet. A `dataset.json` in the bucket names objects too.
   */
  sweepUnnamed(
    listNamed: () => Promise<{ keys: Set<string>; busyIds: Set<string> }>,
    options: { remove: boolean; now: Date },
  ): Promise<Unnamed>

  /** Absolute path of anything in one of the storage's folders, whatever put it there. */
  entryPath(kind: FolderKind, ...names: string[]): string

  /** The names in a folder, sorted; none when it is missing or not a folder. */
  listNames(folder: string): Promise<string[]>

  /** Size in bytes, or null when there is no such file. */
  getFileSize(file: string): Promise<number | null>

  /** When a file or folder last changed; null when it does not exist. */
  modifiedAt(file: string): Promise<Date | null>

  /** The first bytes of a file, as text. */
  readStart(file: string, byteCount: number): Promise<string>
}
