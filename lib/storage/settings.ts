/** The settings of an S3 store: which of them need which others. */

const STORE_SETTINGS = [
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'S3_PREFIX',
  'S3_PATH_STYLE',
  'S3_PRESIGN',
  'CACHE_DIR',
  'CACHE_MAX_BYTES',
]

/** Settings of a store that would have no effect, or keys of which one is missing. */
export function listStoreConflicts(given: Record<string, string | undefined>): string[] {
  const [id, secret] = ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']
  if (given.S3_BUCKET === undefined) {
    return STORE_SETTINGS.filter((name) => given[name] !== undefined).map(
      (name) => `${name}: needs S3_BUCKET as well, or datasets would be kept in STORAGE_DIR`,
    )
  }
  return [
    ...(given[id] === undefined ? [`${id}: is needed with S3_BUCKET`] : []),
    ...(given[secret] === undefined ? [`${secret}: is needed with S3_BUCKET`] : []),
  ]
}
