import { createDatasetId } from '@/lib/dataset-id'
import { loadParts } from '@/lib/datasets/assemble/loaded-parts'
import { measureRows, planAssembly, type RowSizes } from '@/lib/datasets/assemble/memory-plan'
import { withConnection } from '@/lib/duckdb/lanes'
import { setUpTemporaryApp } from '@/lib/testing/app'
import fc from '@/lib/testing/fast-check'
import { somePerson, writeSomeParts } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

/** Rows that all have the same length. */
function alike(rows: number, bytes: number): RowSizes {
  return { rows, total: rows * bytes, longest: bytes, excess: rows * Math.max(bytes - 256, 0) }
}

const plan = (sizes: RowSizes): ReturnType<typeof planAssembly> =>
  planAssembly(sizes, 'https://swapi.dev/api')

describe('a plan', () => {
  test.each([
    ['no rows', alike(0, 0), 128, 122_880],
    ['SWAPI', alike(82, 80), 128, 122_880],
    ['ten million people like SWAPI’s', alike(10_000_000, 80), 128, 122_880],
    ['a million people with long rows', alike(1_000_000, 256), 158, 65_536],
    ['a document of 45,000 long names', alike(45_000, 750), 162, 20_480],
    ['a document full of the longest rows', alike(8_000, 8_192), 226, 2_048],
  ])('for %s', (_, sizes, memoryMb, rowGroupSize) => {
    expect(plan(sizes)).toEqual({ memoryMb, rowGroupSize })
  })

  test('is hardly changed by a few long rows among millions', () => {
    const sizes = alike(10_000_000, 80)
    expect(plan({ ...sizes, longest: 8_192, excess: 10 * 8_000 })).toEqual({
      memoryMb: 158,
      rowGroupSize: 122_880,
    })
  })

  test('never takes more than half a GB, and groups are whole vectors', () => {
    const sizes = fc
      .record({ rows: fc.integer({ min: 0, max: 100_000_000 }), bytes: fc.integer({ min: 0, max: 16_384 }) })
      .map(({ rows, bytes }) => alike(rows, bytes))
    fc.assert(
      fc.property(sizes, (some) => {
        let made
        try {
          made = plan(some)
        } catch {
          expect(some.total).toBeGreaterThan(192 * 1024 * 1024)
          return
        }
        expect(made.memoryMb).toBeLessThanOrEqual(512)
        expect(made.rowGroupSize % 2_048).toBe(0)
        expect(made.rowGroupSize).toBeGreaterThanOrEqual(2_048)
      }),
    )
  })

  test('is refused for more long rows than fit, with a message about the source', () => {
    expect(() => plan(alike(50_000, 8_192))).toThrow(
      'swapi.dev has too many long records: 50,000 of up to 8,192 bytes, 409.6 MB in total. Nothing was kept; choose another source.',
    )
  })
})

test('rows are measured in bytes of UTF-8, homeworlds included', async () => {
  const people = [
    somePerson({ id: 1, name: 'Padmé', homeworldId: 1 }),
    somePerson({ id: 2, name: '青'.repeat(200), homeworldId: 2 }),
    somePerson({ id: 3, name: '', homeworldId: null }),
  ]
  const id = createDatasetId()
  const parts = await writeSomeParts(id, people, [{ id: 1, name: 'Naboo' }])
  const rest = '17277blondfairblue19BBYmale2014-12-20'.length
  const sizes = await withConnection('work', async (connection) => {
    await loadParts(connection, id, parts)
    return measureRows(connection)
  })
  expect(sizes).toEqual({
    rows: 3,
    total: 3 * rest + 'Padme.Naboo'.length + 600,
    longest: rest + 600,
    excess: rest + 600 - 256,
  })
})
