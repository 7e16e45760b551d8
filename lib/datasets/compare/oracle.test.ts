import { listChanges } from '@/lib/datasets/compare/changes'
import type { Pair } from '@/lib/datasets/compare/pair'
import { summarizeChanges } from '@/lib/datasets/compare/summary'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import type { RowChange } from '@/lib/datasets/model/comparison'
import { EVERYTHING } from '@/lib/datasets/model/view'
import type { Person, Planet } from '@/lib/swapi/records/schemas'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const ALL = {
  ...EVERYTHING,
  sort: [],
  change: [],
  changed: null,
  old: null,
  new: null,
  limit: 1_000,
  offset: 0,
}
const PLANETS: Planet[] = [
  { id: 1, name: 'Tatooine' },
  { id: 2, name: 'unknown' },
  { id: 3, name: 'Naboo' },
]

describe('a plain comparison of maps agrees', () => {
  const word = fc.constantFrom(
    '',
    'unknown',
    'n/a',
    'a',
    'A',
    'ä',
    'a\u0308',
    'a,b',
    '"',
    '\n',
    '1',
    '1.0',
    '日本',
  )
  const person = fc.record({
    id: fc.integer({ min: 1, max: 12 }),
    name: word.map((text) => `x${text}`),
    height: word,
    mass: word,
    hair_color: word,
    gender: word,
    homeworldId: fc.constantFrom(null, 1, 2, 3),
    date: fc.constantFrom('2014-12-20', '2026-01-01'),
  })
  const people = fc.uniqueArray(person, { selector: ({ id }) => id, minLength: 1, maxLength: 12 })

  test('on random pairs, in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(people, people, fc.boolean(), async (one, other, withDate) => {
        const ignored: DatasetColumn[] = withDate ? [] : ['date']
        const base = await createReadyDataset(one.map(somePerson), PLANETS)
        const pair = { base, dataset: await createReadyDataset(other.map(somePerson), PLANETS), ignored }
        await expectAgreement(pair, one, other)
        await expectAgreement({ ...pair, base: pair.dataset, dataset: pair.base }, other, one)
      }),
      { numRuns: Number(process.env.COMPARISONS ?? 15) },
    )
  })

  async function expectAgreement(
    pair: Pair,
    before: Partial<Person>[],
    after: Partial<Person>[],
  ): Promise<void> {
    const expected = differences(before, after, pair.ignored)
    const { changes, total } = await listChanges(pair, ALL)
    expect(changes.map((change) => describeChange(change, pair.ignored))).toEqual(expected)
    expect(total).toBe(expected.length)
    const kinds = (kind: string): number => expected.filter(([change]) => change === kind).length
    const summary = await summarizeChanges(pair)
    expect([summary.added, summary.removed, summary.changed]).toEqual(
      ['added', 'removed', 'changed'].map(kinds),
    )
    expect(summary.same).toBe(after.length - kinds('added') - kinds('changed'))
    expect(summary.cells).toBe(
      expected.reduce((sum, [kind, , columns]) => sum + (kind === 'changed' ? columns.length : 0), 0),
    )
  }
})

type Difference = [change: string, id: number, columns: string[]]

function describeChange({ change, id, before, after }: RowChange, ignored: readonly string[]): Difference {
  const columns = DATASET_COLUMNS.filter(
    (column) => !ignored.includes(column) && before?.[column] !== after?.[column],
  )
  return [change, id, change === 'changed' ? columns : []]
}

function toCells(person: Partial<Person>): Record<DatasetColumn, string> {
  const cells = somePerson(person)
  const homeworld = PLANETS.find(({ id }) => id === cells.homeworldId)?.name ?? ''
  return { ...cells, homeworld }
}

function differences(
  before: Partial<Person>[],
  after: Partial<Person>[],
  ignored: readonly string[],
): Difference[] {
  const [old, now] = [before, after].map(
    (side) => new Map(side.map((person) => [person.id ?? 0, toCells(person)])),
  ) as [Map<number, Record<DatasetColumn, string>>, Map<number, Record<DatasetColumn, string>>]
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => a - b)
  return ids.flatMap((id): Difference[] => {
    const [was, is] = [old.get(id), now.get(id)]
    if (was === undefined) return [['added', id, []]]
    if (is === undefined) return [['removed', id, []]]
    const columns = DATASET_COLUMNS.filter(
      (column) => !ignored.includes(column) && was[column] !== is[column],
    )
    return columns.length === 0 ? [] : [['changed', id, columns]]
  })
}
