import archive from '@/lib/swapi/archive/archive.json'

/**
 * The bundled copy of SWAPI's canonical facts (without the films' opening crawls, which are prose).
 * Compact: for each resource, a list of field names and records as lists of values; references are bare ids.
 */
type ArchivedPath = keyof typeof archive

/** The records of one resource, in the format of SWAPI's own lists. */
export function readArchive(path: string): Record<string, unknown>[] {
  const { fields, records } = archive[path as ArchivedPath]
  return records.map((values) => {
    const record: Record<string, unknown> = Object.fromEntries(
      fields.map((field, index) => [field, values[index]]),
    )
    return { ...record, url: record.id }
  })
}
