import { rm } from 'node:fs/promises'
import path from 'node:path'
import { GET } from '@/app/api/datasets/[id]/compare/route'
import { DATASET_COLUMNS, type DatasetColumn, type DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { env } from '@/lib/env'
import type { Person, Planet } from '@/lib/swapi/records/schemas'
import { readAnswer } from '@/lib/testing/api'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
jest.setTimeout(2 * 60 * 60_000)

/** How many pairs are compared: many in `npm run trials`. */
const WANTED = Number(process.env.COMPARISONS ?? 12)

const PLANETS: Planet[] = [
  { id: 1, name: 'Tatooine' },
  { id: 2, name: 'unknown' },
  { id: 3, name: 'Naboo' },
]

const word = fc.constantFrom(
  ...[
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
    '\t',
    '1',
    '1.0',
    '日本',
    '👩‍🚀',
    '\u{1d306}',
  ],
  // DuckDB's hash is the same for these two.
  ...['Person 1, of thb 1st', 'Person 8, of thi 1st'],
)

const person = fc.record({
  // In several segments, and the last one so far away that segments are wider.
  id: fc.constantFrom(1, 2, 3, 4, 5, 99_999, 100_000, 100_001, 200_000, 1_599_999, 1_600_000, 5_000_000_000),
  name: word.map((text) => `x${text}`),
  height: word,
  mass: word,
  hair_color: word,
  gender: word,
  homeworldId: fc.constantFrom(null, 1, 2, 3),
  date: fc.constantFrom('2014-12-20', '2026-01-01'),
})
const people = fc.uniqueArray(person, { selector: ({ id }) => id, minLength: 1, maxLength: 12 })

/** Independent lists rarely have rows in common that are equal, so each has an edited copy. */
const sides = fc
  .tuple(people, fc.array(person, { maxLength: 2 }), fc.array(fc.tuple(fc.nat(), word), { maxLength: 3 }))
  .map(([before, added, edits]): [Partial<Person>[], Partial<Person>[]] => {
    const after = new Map<number, Partial<Person>>(before.map((one) => [one.id, one]))
    for (const one of added) after.set(one.id, one)
    for (const [at, height] of edits) {
      const one = before[at % before.length]
      if (one) after.set(one.id, { ...one, height })
    }
    return [before, [...after.values()]]
  })
const ignored = fc.oneof(fc.constant<DatasetColumn[]>(['date']), fc.subarray([...DATASET_COLUMNS]))
const shown = fc.shuffledSubarray([...DATASET_COLUMNS], { minLength: 1 })

describe('a plain comparison of maps agrees with the API', () => {
  /** Four datasets are six pairs. */
  const PAIRS = [0, 1, 2, 3].flatMap((one) =>
    [0, 1, 2, 3].filter((other) => other > one).map((other) => [one, other]),
  )

  test('on random pairs, in both directions, as JSON and as NDJSON', async () => {
    const views = fc.tuple(ignored, shown)
    const lists = fc.tuple(sides, sides).map(([one, other]) => [...one, ...other])
    let pairs = 0
    await fc.assert(
      fc.asyncProperty(lists, fc.array(views, { minLength: 6, maxLength: 6 }), async (given, asked) => {
        const made: { people: Partial<Person>[]; dataset: Dataset }[] = []
        for (const people of given) made.push({ people, dataset: await create(people) })
        for (const [index, [ignore, columns]] of asked.entries()) {
          const [one, other] = (PAIRS[index] ?? []).map((place) => made[place])
          if (!one || !other) throw new Error('There are six pairs.')
          await expectAgreement(one.dataset, other.dataset, one.people, other.people, ignore, columns)
          await expectAgreement(other.dataset, one.dataset, other.people, one.people, ignore, columns)
          pairs += 1
        }
      }),
      { numRuns: Math.ceil(WANTED / PAIRS.length) },
    )
    expect(pairs).toBeGreaterThanOrEqual(WANTED)
  })

  test('and with itself, byte for byte, when the list of changes is made ten times', async () => {
    const [one, other] = fc.sample(fc.tuple(people, people), { numRuns: 1, seed: 1 })[0] ?? [[], []]
    const [base, dataset] = [await create(one), await create(other)]
    const answers = new Set<string>()
    for (let run = 0; run < 10; run++) {
      await rm(path.join(env().STORAGE_DIR, 'tmp', 'comparisons'), { recursive: true, force: true })
      const read = async (format: string): Promise<string> =>
        (await GET(request(base, dataset, `format=${format}`), paramsOf(dataset))).text()
      answers.add(JSON.stringify([await read('json'), await read('csv'), await read('ndjson')]))
    }
    expect(answers.size).toBe(1)
    expect([...answers][0]).toContain('changed')
  })
})

function create(side: Partial<Person>[]): Promise<Dataset> {
  return createReadyDataset(side.map(somePerson), PLANETS)
}

function request(base: Dataset, dataset: Dataset, query: string): Request {
  return new Request(`http://localhost/api/datasets/${dataset.id}/compare?with=${base.id}&${query}`)
}

function paramsOf({ id }: Dataset): { params: Promise<{ id: string }> } {
  return { params: Promise.resolve({ id }) }
}

async function expectAgreement(
  base: Dataset,
  dataset: Dataset,
  before: Partial<Person>[],
  after: Partial<Person>[],
  ignore: DatasetColumn[],
  columns: DatasetColumn[],
): Promise<void> {
  const compared = DATASET_COLUMNS.filter((column) => !ignore.includes(column))
  const expected = compareMaps(before, after, compared)
  const query = `ignore=${ignore.join(',')}&columns=${columns.join(',')}`
  const json = await GET(request(base, dataset, `${query}&limit=1000`), paramsOf(dataset))
  const { body } = await readAnswer(json, 'Comparison')
  const kinds = (kind: string): number => expected.filter(({ change }) => change === kind).length
  const changed = expected.filter(({ change }) => change === 'changed')
  expect(body).toEqual({
    base: base.id,
    dataset: dataset.id,
    ignored: ignore,
    summary: {
      added: kinds('added'),
      removed: kinds('removed'),
      changed: changed.length,
      same: after.length - kinds('added') - changed.length,
      cells: changed.reduce((sum, { differing }) => sum + differing.length, 0),
      columns: compared.map((column) => summarize(column, changed)),
    },
    changes: expected.map(({ change, id, differing, old, now }) => ({
      change,
      swapi_id: id,
      columns: change === 'changed' ? differing : [],
      before: old && pick(old, columns),
      after: now && pick(now, columns),
    })),
    total: expected.length,
    hasMore: false,
  })
  const ndjson = await GET(request(base, dataset, `${query}&format=ndjson`), paramsOf(dataset))
  const lines = expected.flatMap(({ change, id, differing, old, now }) =>
    columns
      .filter((column) => differing.includes(column))
      .map((column) =>
        JSON.stringify({ change, swapi_id: id, column, old: old?.[column] ?? '', new: now?.[column] ?? '' }),
      ),
  )
  expect(await ndjson.text()).toBe(lines.map((line) => `${line}\n`).join(''))
}

interface Difference {
  change: 'added' | 'removed' | 'changed'
  id: number
  /** Every compared column of a row that was added or removed. */
  differing: DatasetColumn[]
  old: DatasetRow | null
  now: DatasetRow | null
}

function compareMaps(
  before: Partial<Person>[],
  after: Partial<Person>[],
  compared: DatasetColumn[],
): Difference[] {
  const [old, now] = [toMap(before), toMap(after)]
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => a - b)
  return ids.flatMap((id): Difference[] => {
    const [was, is] = [old.get(id) ?? null, now.get(id) ?? null]
    if (was === null) return [{ change: 'added', id, differing: compared, old: was, now: is }]
    if (is === null) return [{ change: 'removed', id, differing: compared, old: was, now: is }]
    const differing = compared.filter((column) => was[column] !== is[column])
    return differing.length === 0 ? [] : [{ change: 'changed', id, differing, old: was, now: is }]
  })
}

function toMap(side: Partial<Person>[]): Map<number, DatasetRow> {
  return new Map(
    side.map((one) => {
      const { id, homeworldId, ...cells } = somePerson(one)
      const homeworld = PLANETS.find((planet) => planet.id === homeworldId)?.name ?? ''
      return [id, { ...cells, homeworld }]
    }),
  )
}

/** The five most frequent replacements; ties are ordered by the bytes of their values. */
function summarize(column: DatasetColumn, changed: Difference[]) {
  const found = changed.filter(({ differing }) => differing.includes(column))
  const counts = new Map<string, { old: string; new: string; count: number }>()
  for (const { old, now } of found) {
    const replaced = { old: old?.[column] ?? '', new: now?.[column] ?? '' }
    const key = JSON.stringify(replaced)
    counts.set(key, { ...replaced, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
  const pairs = [...counts.values()].sort(
    (a, b) => b.count - a.count || byBytes(a.old, b.old) || byBytes(a.new, b.new),
  )
  return { column, cells: found.length, pairs: pairs.slice(0, 5) }
}

function pick(row: DatasetRow, columns: DatasetColumn[]): Partial<DatasetRow> {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}
