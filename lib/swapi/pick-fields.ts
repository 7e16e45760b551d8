/** The fields of SWAPI's records that a dataset is made from, swapi.tech's envelope around them included. */
const FIELDS = [
  ...['name', 'height', 'mass', 'hair_color', 'skin_color', 'eye_color', 'birth_year', 'gender'],
  ...['homeworld', 'edited', 'url', 'uid', 'properties'],
]

/** A record without what no dataset keeps, so that a large document takes no more memory than what comes of it. */
export function pickFields(record: unknown): unknown {
  if (Array.isArray(record) || typeof record !== 'object' || record === null) return emptied(record)
  const fields = FIELDS.filter((field) => Object.hasOwn(record, field))
  return Object.fromEntries(
    fields.map((field) => {
      const value: unknown = record[field as keyof typeof record]
      return [field, field === 'properties' ? pickFields(value) : emptied(value)]
    }),
  )
}

/** A list or an object where a text belongs is refused later on, whatever it holds. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return []
  return typeof value === 'object' && value !== null ? {} : value
}
