import { canonicalRecords, type SwapiRecord, type SwapiRecords } from '@/lib/testing/swapi-server'

/**
 * A deterministic collection of any size: the bundled characters repeated, each round with its own number in the names,
 * and unique ids. Records are generated on demand, so a million of them cost nothing.
 */
export function syntheticPeople(count: number): SwapiRecords {
  const canonical = canonicalRecords('people')
  function make(index: number): SwapiRecord {
    const person = canonical[index % canonical.length]
    if (!person) throw new Error('The archive has no people.')
    const round = Math.floor(index / canonical.length)
    return { ...person, id: index + 1, ...(round > 0 && { name: `${String(person.name)} ${round + 1}` }) }
  }
  return {
    length: count,
    slice: (start = 0, end = count) =>
      Array.from({ length: Math.max(Math.min(end, count) - start, 0) }, (_, offset) => make(start + offset)),
    find: (isMatch: (record: SwapiRecord, index: number, all: SwapiRecord[]) => unknown) => {
      for (let index = 0; index < count; index++) {
        const record = make(index)
        if (isMatch(record, index, [])) return record
      }
      return undefined
    },
  }
}
