import { Readable } from 'node:stream'
import { createDatasetId } from '@/lib/dataset-id'
import { loadParts } from '@/lib/datasets/assemble/loaded-parts'
import { type Declared, type Proof, proveComplete } from '@/lib/datasets/assemble/proof'
import { partName, writeRecordsPart } from '@/lib/datasets/download/parts'
import type { Part } from '@/lib/datasets/download/step-results'
import { withConnection } from '@/lib/duckdb/lanes'
import { SourceError } from '@/lib/errors'
import { PEOPLE } from '@/lib/resources/people'
import type { Person, Planet } from '@/lib/swapi/records/schemas'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const TATOOINE = { id: 1, name: 'Tatooine' }
const UNDECLARED = { own: null, referred: null }

async function prove(people: Person[], planets: Planet[], declared: Declared = UNDECLARED): Promise<Proof> {
  const id = createDatasetId()
  return proveParts(id, await writeSomeParts(id, people, planets), declared)
}

async function proveParts(id: string, parts: Part[], declared: Declared = UNDECLARED): Promise<Proof> {
  return withConnection('work', async (connection) => {
    await loadParts(connection, id, parts)
    return proveComplete(connection, 'https://swapi.dev/api', declared)
  })
}

function crowd(count: number, changes: Partial<Person> = {}): Person[] {
  return Array.from({ length: count }, (_, index) =>
    somePerson({ id: index + 1, name: `Person ${index + 1}`, ...changes }),
  )
}

describe('a complete download', () => {
  test('has as many people and planets as declared', async () => {
    expect(await prove(crowd(3), [TATOOINE], { own: 3, referred: 1 })).toEqual({
      rowCount: 3,
      planetCount: 1,
      isInOrder: true,
      warnings: [],
    })
  })

  test('is proved by unique ids alone where nothing is declared', async () => {
    expect(await prove(crowd(2), [TATOOINE])).toMatchObject({ rowCount: 2, planetCount: 1 })
  })

  test('may have gaps between its ids, and two people with the same name', async () => {
    const people = [somePerson({ id: 1 }), somePerson({ id: 83 })]
    expect(await prove(people, [TATOOINE], { own: 2, referred: null })).toMatchObject({ rowCount: 2 })
  })
})

describe('the order of the records', () => {
  test.each([
    ['ascending', [1, 2, 83], true],
    ['descending', [3, 2, 1], false],
    ['broken once', [1, 2, 4, 3, 5], false],
  ])('is known: %s', async (_, ids, isInOrder) => {
    const people = ids.map((id) => somePerson({ id }))
    expect(await prove(people, [TATOOINE])).toMatchObject({ rowCount: ids.length, isInOrder })
  })

  test('is that of many parts, of which the first is small', async () => {
    const people = crowd(9_000)
    const id = createDatasetId()
    const [, planets] = await writeSomeParts(id, people, [TATOOINE])
    const write = async (first: number, some: Person[]): Promise<Part> => {
      const name = partName(PEOPLE, first, 'order')
      const { sha256 } = await writeRecordsPart(id, name, PEOPLE, Readable.from([some]))
      return { name, rows: some.length, sha256 }
    }
    const parts = [
      ...(planets ? [planets] : []),
      await write(1, people.slice(0, 10)),
      await write(2, people.slice(10, 5_000)),
      await write(500, people.slice(5_000)),
    ]
    expect(await proveParts(id, parts)).toMatchObject({ rowCount: 9_000, planetCount: 1, isInOrder: true })
  })
})

describe('a download that is not complete', () => {
  const NOTHING_KEPT = 'Nothing was kept; try again, or choose another source.'

  test.each([
    [2, 3, 'swapi.dev declares 3 people but returned 2.'],
    [3, 2, 'swapi.dev declares 2 people but returned 3.'],
    [1, 1_500, 'swapi.dev declares 1,500 people but returned 1.'],
  ])('because it has %i of %i people', async (given, declared, sentence) => {
    const proof = prove(crowd(given), [TATOOINE], { own: declared, referred: 1 })
    await expect(proof).rejects.toThrow(`${sentence} ${NOTHING_KEPT}`)
  })

  test('because planets are missing', async () => {
    await expect(prove(crowd(1), [TATOOINE], { own: 1, referred: 60 })).rejects.toThrow(
      `swapi.dev declares 60 planets but returned 1. ${NOTHING_KEPT}`,
    )
  })

  test('because a person came twice, even if the number is right', async () => {
    const people = [...crowd(3), somePerson({ id: 2 })]
    await expect(prove(people, [TATOOINE], { own: 4, referred: 1 })).rejects.toThrow(
      `swapi.dev returned the same record more than once (people, id 2), so others may be missing. ${NOTHING_KEPT}`,
    )
  })

  test('because a planet came twice, which would double its people', async () => {
    await expect(prove(crowd(1), [TATOOINE, TATOOINE])).rejects.toThrow(
      `swapi.dev returned the same record more than once (planets, id 1), so others may be missing. ${NOTHING_KEPT}`,
    )
  })

  test('because there are no people', async () => {
    await expect(prove([], [TATOOINE], { own: 0, referred: 1 })).rejects.toThrow(
      `swapi.dev has no people. ${NOTHING_KEPT}`,
    )
  })

  test('because there are no planets, which would leave every homeworld empty', async () => {
    await expect(prove(crowd(3), [])).rejects.toThrow(
      `swapi.dev has no planets to name the homeworlds of 3 characters. ${NOTHING_KEPT}`,
    )
  })

  test('is a failure of the source that is not retried', async () => {
    const error = await prove(crowd(1), [], { own: 2, referred: null }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SourceError)
    expect(error).toMatchObject({ retriable: false })
  })
})

describe('people without a homeworld’s name', () => {
  const KEPT = 'They are kept, with an empty homeworld.'

  test('are listed: those without a reference first, then those whose planet is unknown', async () => {
    const people = [
      somePerson({ id: 3, name: 'C', homeworldId: 99 }),
      somePerson({ id: 2, name: 'B', homeworldId: null }),
      somePerson({ id: 1, name: 'A', homeworldId: null }),
      somePerson({ id: 4, name: 'D' }),
    ]
    const { warnings, rowCount } = await prove(people, [TATOOINE])
    expect(rowCount).toBe(4)
    expect(warnings).toEqual([
      `2 characters without a homeworld: A, B. ${KEPT}`,
      `1 character whose homeworld the source does not know: C. ${KEPT}`,
    ])
  })

  test('are listed up to five by name, with a count of the rest', async () => {
    const { warnings } = await prove(crowd(1_007, { homeworldId: null }), [])
    expect(warnings).toEqual([
      `1,007 characters without a homeworld: Person 1, Person 2, Person 3, Person 4, Person 5 and 1,002 more. ${KEPT}`,
    ])
  })

  test('are listed on one line, however long their names are and whatever they contain', async () => {
    const people = [
      somePerson({ id: 1, name: 'Luke\nSkywalker', homeworldId: null }),
      somePerson({ id: 2, name: 'x'.repeat(10_000), homeworldId: null }),
    ]
    const { warnings } = await prove(people, [])
    expect(warnings).toEqual([
      `2 characters without a homeworld: Luke\\nSkywalker, ${'x'.repeat(59)}…. ${KEPT}`,
    ])
  })

  test('include those whose planet is known but has no name', async () => {
    const { warnings } = await prove([somePerson({ name: 'A' })], [{ id: 1, name: '' }])
    expect(warnings).toEqual([`1 character whose homeworld the source does not know: A. ${KEPT}`])
  })

  test('do not include those from the planet named "unknown"', async () => {
    const { warnings } = await prove([somePerson({ homeworldId: 28 })], [{ id: 28, name: 'unknown' }])
    expect(warnings).toEqual([])
  })
})
