import { readRowObjects } from '@/lib/duckdb/lanes'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

beforeAll(() => Object.assign(env(), { DUCKDB_MEMORY_LIMIT: '80MB', DUCKDB_SPILL_LIMIT: '1MB' }))

test('a count that would exceed the spill limit fails with a clear error, and leaves the rest usable', async () => {
  const count = `SELECT count(*) AS groups FROM (
    SELECT DISTINCT 'a character whose name has the number ' || i AS name FROM range(2000000) AS t(i))`
  await expect(readRowObjects('heavy', count)).rejects.toMatchObject({ code: 'memory' })
  expect(await readRowObjects('heavy', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('the instance has the requested settings', async () => {
  const sql = `SELECT name, value FROM duckdb_settings() WHERE name IN
    ('max_temp_directory_size', 'parquet_metadata_cache', 'lock_configuration', 'enable_external_access') ORDER BY name`
  expect(await readRowObjects('slice', sql)).toEqual([
    { name: 'enable_external_access', value: 'false' },
    { name: 'lock_configuration', value: 'true' },
    { name: 'max_temp_directory_size', value: expect.stringMatching(/^\d+.* KiB$/) },
    { name: 'parquet_metadata_cache', value: 'true' },
  ])
})
