import { copyFileSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { parquetName } from '@/lib/datasets/file-names'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { datasetPath } from '@/lib/storage'
import {
  MEND,
  CSV_IS_SOUND,
  parquet,
  setUpDataset,
  people,
  findProblems,
  finding,
  flip,
  rewriteParquet,
  expectMended,
  expectLeftAlone,
} from '@/lib/datasets/verify/testing'
import { createReadyDataset } from '@/lib/testing/some-dataset'

setUpDataset()

describe('a companion that', () => {
  test('is missing is lost, because the CSV does not have all that it had', async () => {
    rmSync(parquet.path)
    const findings = await findProblems()
    expect(findings).toEqual([finding('I1', `its Parquet companion is missing. ${CSV_IS_SOUND}`)])
    expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  })

  test('is too short is lost', async () => {
    truncateSync(parquet.path, parquet.bytes.byteLength - 100)
    expect(await findProblems()).toMatchObject([
      {
        code: 'I4',
        repair: null,
        message: expect.stringContaining('its Parquet companion cannot be read ('),
      },
    ])
    await expectLeftAlone()
  })

  test('belongs to another dataset is told by the first cell that is another', async () => {
    const other = await createReadyDataset(people(40, { mass: '80' }))
    copyFileSync(datasetPath(other.id, parquetName(other.id)), parquet.path)
    expect(await findProblems()).toEqual([
      finding('I4', `row 1 of its Parquet companion has mass "80", but "77" in its CSV. ${CSV_IS_SOUND}`),
    ])
    await expectLeftAlone()
  })

  test('has another value far down is told by it', async () => {
    await rewriteParquet(
      `* REPLACE (CASE WHEN swapi_id = 33 THEN '${'x'.repeat(50)}' ELSE gender END AS gender)`,
    )
    expect(await findProblems()).toEqual([
      finding(
        'I4',
        `row 33 of its Parquet companion has gender "${'x'.repeat(40)}…", but "male" in its CSV. ${CSV_IS_SOUND}`,
      ),
    ])
  })

  test('has other ids, in order and as Holocron writes them, is told by its hash alone', async () => {
    await rewriteParquet('* REPLACE (swapi_id + 7 AS swapi_id)')
    expect(await findProblems()).toEqual([
      finding('I2', `its Parquet companion is another file than the one that was recorded. ${CSV_IS_SOUND}`),
    ])
    await expectLeftAlone()
  })

  test('lacks a row is told by the numbers', async () => {
    await rewriteParquet('*', 'LIMIT 39')
    expect(await findProblems()).toEqual([
      finding('I3', `its CSV has 40 rows, its Parquet companion 39, the database says 40. ${CSV_IS_SOUND}`),
    ])
  })

  test.each([
    [
      'has an id twice',
      `* REPLACE (greatest(swapi_id, 2) AS swapi_id)`,
      'the ids in its Parquet companion do not grow at row 2',
    ],
    [
      'has ids in another order',
      `* REPLACE (41 - swapi_id AS swapi_id)`,
      'the ids in its Parquet companion do not grow at row 2',
    ],
    [
      'lacks an id',
      `* REPLACE (nullif(swapi_id, 7) AS swapi_id)`,
      'row 7 of its Parquet companion lacks a value',
    ],
    [
      'lacks a value',
      `* REPLACE (nullif(height, '100') AS height)`,
      'row 1 of its Parquet companion lacks a value',
    ],
  ])('%s is lost', async (_what, select, sentence) => {
    await rewriteParquet(select)
    expect(await findProblems()).toEqual([finding('I4', `${sentence}. ${CSV_IS_SOUND}`)])
    await expectLeftAlone()
  })

  test('has other columns is lost', async () => {
    await rewriteParquet('* EXCLUDE (date)')
    expect(await findProblems()).toMatchObject([
      {
        code: 'I4',
        message: expect.stringMatching(
          /its Parquet companion has the columns swapi_id BIGINT, name VARCHAR.* instead of /,
        ),
      },
    ])
  })

  test('has the right rows, but not the numbers about them, is written again', async () => {
    // The last thing in the file that says how many different names there are, or which is the largest.
    const at = parquet.bytes.lastIndexOf('Person 9')
    flip(parquet, at + 7, 0x01)
    expect(await findProblems()).toEqual([
      finding(
        'I7',
        'its Parquet companion has other bytes than Holocron’s writer makes of the same rows. ' +
          `All its rows are right, so it can be written again: ${MEND}`,
        'rebuild companion',
      ),
    ])
    await expectMended()
  })

  test('says something else about its ids is not written again: nobody knows which is right', async () => {
    await rewriteParquet('* REPLACE (CASE WHEN swapi_id = 40 THEN 41 ELSE swapi_id END AS swapi_id)')
    const wrong = readFileSync(parquet.path)
    const at = wrong.lastIndexOf(Buffer.from([41, 0, 0, 0, 0, 0, 0, 0]))
    expect(at).toBeGreaterThan(0)
    flip(parquet, at, 41 ^ 40)
    expect(await findProblems()).toEqual([
      finding(
        'I7',
        `its Parquet companion has other bytes than Holocron’s writer makes of the same rows. ${CSV_IS_SOUND}`,
      ),
    ])
    await expectLeftAlone()
  })
})
