import archive from '@/lib/swapi/archive/archive.json'

/**
 * The bundled copy of SWAPI's canonical facts (without the films' opening crawls, which are prose).
 * Compact: per resource a list of field names, and records as lists of values; references are bare ids.
 */
export type ArchiveResource = keyof typeof archive

/** The records of one resource, in the form that SWAPI's own lists have. */
export function readArchive(resource: ArchiveResource): Record<string, unknown>[] {
  const { fields, records } = archive[resource]
  return records.map((values) => {
    const record: Record<string, unknown> = Object.fromEntries(
      fields.map((field, index) => [field, values[index]]),
    )
    return { ...record, url: record.id }
  })
}
