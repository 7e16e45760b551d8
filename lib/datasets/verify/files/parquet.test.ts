import { copyFileSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { parquetName } from '@/lib/datasets/files'
import { repairFindings } from '@/lib/datasets/verify/repair'
import {
  REPAIR,
  CSV_IS_INTACT,
  parquet,
  setUpDataset,
  people,
  findProblems,
  finding,
  flip,
  rewriteParquet,
  expectRepaired,
  expectLeftAlone,
} from '@/lib/datasets/verify/testing'
import { storage } from '@/lib/storage'
import { createReadyDataset } from '@/lib/testing/some-dataset'

setUpDataset()

describe('a Parquet file that', () => {
  test('is missing is lost, because the CSV does not have everything it had', async () => {
    rmSync(parquet.path)
    const findings = await findProblems()
    expect(findings).toEqual([finding('file-missing', `its Parquet file is missing. ${CSV_IS_INTACT}`)])
    expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
  })

  test('is too short is lost', async () => {
    truncateSync(parquet.path, parquet.bytes.byteLength - 100)
    expect(await findProblems()).toMatchObject([
      {
        code: 'cells',
        repair: null,
        message: expect.stringContaining('its Parquet file cannot be read ('),
      },
    ])
    await expectLeftAlone()
  })

  test('belongs to another dataset is reported with the first cell that differs', async () => {
    const other = await createReadyDataset(people(40, { mass: '80' }))
    copyFileSync(storage.datasetPath(other.id, parquetName(other.id)), parquet.path)
    expect(await findProblems()).toEqual([
      finding('cells', `row 1 has mass "80" in its Parquet file, but "77" in its CSV. ${CSV_IS_INTACT}`),
    ])
    await expectLeftAlone()
  })

  test('has a different value far down is reported with it', async () => {
    await rewriteParquet(
      `* REPLACE (CASE WHEN swapi_id = 33 THEN '${'x'.repeat(50)}' ELSE gender END AS gender)`,
    )
    expect(await findProblems()).toEqual([
      finding(
        'cells',
        `row 33 has gender "${'x'.repeat(40)}…" in its Parquet file, but "male" in its CSV. ${CSV_IS_INTACT}`,
      ),
    ])
  })

  test('has other ids, in order and as Holocron writes them, is detected by its hash alone', async () => {
    await rewriteParquet('* REPLACE (swapi_id + 7 AS swapi_id)')
    expect(await findProblems()).toEqual([
      finding('file-changed', `its Parquet file is not the one that was recorded. ${CSV_IS_INTACT}`),
    ])
    await expectLeftAlone()
  })

  test('lacks a row is detected by the row counts', async () => {
    await rewriteParquet('*', 'LIMIT 39')
    expect(await findProblems()).toEqual([
      finding(
        'row-counts',
        `its CSV has 40 rows, its Parquet file 39, the database says 40. ${CSV_IS_INTACT}`,
      ),
    ])
  })

  test.each([
    [
      'has an id twice',
      `* REPLACE (greatest(swapi_id, 2) AS swapi_id)`,
      'the ids in its Parquet file do not increase at row 2',
    ],
    [
      'has ids in another order',
      `* REPLACE (41 - swapi_id AS swapi_id)`,
      'the ids in its Parquet file do not increase at row 2',
    ],
    ['lacks an id', `* REPLACE (nullif(swapi_id, 7) AS swapi_id)`, 'row 7 of its Parquet file lacks a value'],
    [
      'lacks a value',
      `* REPLACE (nullif(height, '100') AS height)`,
      'row 1 of its Parquet file lacks a value',
    ],
  ])('%s is lost', async (_what, select, sentence) => {
    await rewriteParquet(select)
    expect(await findProblems()).toEqual([finding('cells', `${sentence}. ${CSV_IS_INTACT}`)])
    await expectLeftAlone()
  })

  test('has other columns is lost', async () => {
    await rewriteParquet('* EXCLUDE (date)')
    expect(await findProblems()).toMatchObject([
      {
        code: 'cells',
        message: expect.stringMatching(
          /its Parquet file has the columns swapi_id BIGINT, name VARCHAR.* instead of /,
        ),
      },
    ])
  })

  test('has the right rows, but wrong statistics about them, is rebuilt', async () => {
    // The last occurrence is in the statistics: the largest name.
    const at = parquet.bytes.lastIndexOf('Person 9')
    flip(parquet, at + 7, 0x01)
    expect(await findProblems()).toEqual([
      finding(
        'file-bytes',
        'its Parquet file does not have the bytes that Holocron writes for the same rows. ' +
          `All its rows are correct, so it can be rebuilt: ${REPAIR}`,
        'rebuild parquet',
      ),
    ])
    await expectRepaired()
  })

  test('has wrong statistics about its ids is not rebuilt: either may be right', async () => {
    await rewriteParquet('* REPLACE (CASE WHEN swapi_id = 40 THEN 41 ELSE swapi_id END AS swapi_id)')
    const wrong = readFileSync(parquet.path)
    const at = wrong.lastIndexOf(Buffer.from([41, 0, 0, 0, 0, 0, 0, 0]))
    expect(at).toBeGreaterThan(0)
    flip(parquet, at, 41 ^ 40)
    expect(await findProblems()).toEqual([
      finding(
        'file-bytes',
        `its Parquet file does not have the bytes that Holocron writes for the same rows. ${CSV_IS_INTACT}`,
      ),
    ])
    await expectLeftAlone()
  })
})
