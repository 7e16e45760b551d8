import { readFrequencies } from '@/lib/datasets/frequencies'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

/** 3,000 names, three of them more often than the others. */
const ROWS = {
  text: `(SELECT 'name ' || (CASE WHEN i >= 3000 THEN i % 3 ELSE i END) AS name FROM range(3010) AS t(i)) WHERE name <> ?`,
  values: ['name 5'],
}

test.each([0, 1, 1_000_001, 12_000_000])(
  'values are counted exactly, whatever the estimate of how many there are: %i',
  async (roughly) => {
    const { distinct, top } = await readFrequencies('name', ROWS, roughly)
    expect(distinct).toBe(2_999)
    expect(top).toEqual([
      { value: 'name 0', count: 5 },
      { value: 'name 1', count: 4 },
      { value: 'name 2', count: 4 },
      ...['10', '100', '1000', '1001', '1002', '1003', '1004'].map((number) => ({
        value: `name ${number}`,
        count: 1,
      })),
    ])
  },
)
