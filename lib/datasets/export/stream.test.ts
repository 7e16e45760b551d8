import { readFileSync } from 'node:fs'
import { DuckDBResult } from '@duckdb/node-api'
import type { ExportStyle } from '@/lib/datasets/export/names'
import { openExport } from '@/lib/datasets/export/stream'
import { countsTable, type ExportTable, rowsTable } from '@/lib/datasets/export/tables'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { EVERYTHING, LARGEST_FIRST } from '@/lib/datasets/model/view'
import { countValues } from '@/lib/datasets/query/counts'
import { readRows } from '@/lib/datasets/query/rows'
import { withConnection } from '@/lib/duckdb/lanes'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { tableOf } from '@/lib/testing/table'
import fc from '@/lib/testing/fast-check'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

const CSV: ExportStyle = { format: 'csv', forSpreadsheet: false }
const NDJSON: ExportStyle = { format: 'ndjson', forSpreadsheet: false }
const WHOLE = { ...EVERYTHING, columns: [], sort: [] }

/** About 50 batches, produced as they are read. */
const MANY = numbers('FROM range(100000) AS t(i)')
/** Hours of work before the first row. */
const ENDLESS = numbers('FROM range(1000000) AS t(i), range(1000000) AS u(j) ORDER BY hash(i + j)')

setUpTemporaryApp()
afterEach(() => jest.restoreAllMocks())

let dataset: Dataset
beforeAll(async () => {
  dataset = await createReadyDataset()
})

function numbers(from: string): ExportTable {
  return { columns: ['number'], sql: `SELECT i ${from}`, values: [], toRow: (row) => row.map(String) }
}

async function exportText(table: ExportTable, style: ExportStyle): Promise<string> {
  const stream = await openExport(table, style, new AbortController().signal)
  return Buffer.from(await new Response(stream).arrayBuffer()).toString('utf8')
}

/** How many exports may be open at once with the default settings. */
const PLACES = 8

/** Resolves once every slot of the export lane is free. */
function allPlacesAreFree(): Promise<unknown> {
  let entered = 0
  let open = (): void => undefined
  const all = new Promise<void>((resolve) => (open = resolve))
  const enter = (): Promise<void> =>
    withConnection('export', () => {
      if (++entered === PLACES) open()
      return all
    })
  return Promise.all(Array.from({ length: PLACES }, enter))
}

describe('the content of an export', () => {
  test('the whole dataset as CSV is the stored file, byte for byte', async () => {
    expect(await exportText(rowsTable(tableOf(dataset), WHOLE), CSV)).toBe(
      readFileSync(storage.datasetPath(dataset.id, dataset.fileName), 'utf8'),
    )
  })

  test('CSV of any values is what fast-csv writes', async () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'",|;\r\n\t\'# aé') }),
    )
    // DuckDB's driver drops the one, fast-csv the other; neither gets into a dataset.
    const value = odd.filter((text) => !text.startsWith('\uFEFF') && !text.includes('\0'))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 30 }), async (pairs) => {
        const people = pairs.map(([name, mass], index) => somePerson({ id: index + 1, name, mass }))
        const { id, fileName } = await createReadyDataset(people)
        const stored = readFileSync(storage.datasetPath(id, fileName), 'utf8')
        expect(await exportText(rowsTable(tableOf({ id }), WHOLE), CSV)).toBe(stored)
      }),
      { numRuns: 20 },
    )
  })

  test('has every row, in the order of the JSON response', async () => {
    const view = {
      q: 'a',
      filters: [{ column: 'height', operator: 'gt', value: '90' } as const],
      sort: [
        { column: 'mass', descending: true } as const,
        { column: 'homeworld', descending: false } as const,
      ],
      columns: [],
    }
    const { rows, total } = await readRows(dataset, { ...view, limit: 1_000, offset: 0 })
    const lines = (await exportText(rowsTable(tableOf(dataset), view), NDJSON)).trimEnd().split('\n')
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(rows)
    expect(lines).toHaveLength(total)
  })

  test('has counts in the order of the JSON response, with their shares', async () => {
    const view = { q: '', filters: [{ column: 'homeworld', operator: 'eq', value: 'Tatooine' } as const] }
    const table = countsTable(tableOf(dataset), { ...view, sort: [], columns: ['eye_color', 'homeworld'] })
    expect(await exportText(table, CSV)).toBe(
      'eye_color,homeworld,count,share\nblue,Tatooine,5,0.5\nbrown,Tatooine,2,0.2\nyellow,Tatooine,2,0.2\nred,Tatooine,1,0.1\n',
    )
    const columns = ['skin_color' as const]
    for (const sort of [LARGEST_FIRST, [{ column: 'skin_color', descending: true } as const]]) {
      const { counts } = await countValues(dataset, { columns, sort, limit: 1_000, offset: 0 })
      const lines = (
        await exportText(countsTable(tableOf(dataset), { ...WHOLE, columns, sort }), NDJSON)
      ).trimEnd()
      expect(lines.split('\n').map((line): unknown => JSON.parse(line))).toEqual(
        counts.map(({ values: [skin_color], count, share }) => ({ skin_color, count, share })),
      )
    }
  })

  test('sorted counts keep their order', async () => {
    const sort = [{ column: 'eye_color', descending: true } as const]
    const filters = [{ column: 'homeworld', operator: 'eq', value: 'Tatooine' } as const]
    expect(
      await exportText(countsTable(tableOf(dataset), { q: '', filters, sort, columns: ['eye_color'] }), CSV),
    ).toBe('eye_color,count,share\nyellow,2,0.2\nred,1,0.1\nbrown,2,0.2\nblue,5,0.5\n')
  })

  test('a view that selects nothing is just a header as CSV, and empty as NDJSON', async () => {
    const filters = [{ column: 'name', operator: 'eq', value: 'Nobody' } as const]
    const table = rowsTable(tableOf(dataset), { ...WHOLE, filters, columns: ['name', 'mass'] })
    expect(await exportText(table, CSV)).toBe('name,mass\n')
    expect(await exportText(table, NDJSON)).toBe('')
    expect(
      await exportText(countsTable(tableOf(dataset), { ...WHOLE, filters, columns: ['mass'] }), CSV),
    ).toBe('mass,count,share\n')
  })

  test('values are exact, but for spreadsheets formulas become text and a UTF-8 mark is added', async () => {
    const formulas = await createReadyDataset([
      somePerson({ id: 1, name: '=1+1', mass: '-3', gender: 'a "b", c' }),
      somePerson({ id: 2, name: '@Leïa\n2', mass: '-x' }),
    ])
    const table = rowsTable(tableOf(formulas), { ...WHOLE, columns: ['name', 'mass', 'gender'] })
    expect(await exportText(table, CSV)).toBe('name,mass,gender\n=1+1,-3,"a ""b"", c"\n"@Leïa\n2",-x,male\n')
    expect(await exportText(table, { ...CSV, forSpreadsheet: true })).toBe(
      `\uFEFFname,mass,gender\n'=1+1,-3,"a ""b"", c"\n"'@Leïa\n2",'-x,male\n`,
    )
  })
})

describe('the course of an export', () => {
  test('rows are fetched only as the client reads, and each arrives once, in order', async () => {
    const fetched = jest.spyOn(DuckDBResult.prototype, 'fetchChunk')
    const stream = await openExport(MANY, NDJSON, new AbortController().signal)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(fetched.mock.calls.length).toBeLessThan(4)
    const text = await new Response(stream).text()
    expect(text).toBe(Array.from({ length: 100_000 }, (_, i) => `{"number":"${i}"}\n`).join(''))
  })

  test('a client that disconnects midway frees its slot at once', async () => {
    const streams = await Promise.all([1, 2].map(() => openExport(MANY, CSV, new AbortController().signal)))
    for (const stream of streams) {
      const reader = stream.getReader()
      expect((await reader.read()).done).toBe(false)
      await reader.cancel()
    }
    await allPlacesAreFree()
  })

  test('an aborted request interrupts its query, and requests waiting for a slot never start', async () => {
    const began = Date.now()
    const controller = new AbortController()
    const exports = [1, 2, 3, 4].map(() => openExport(ENDLESS, CSV, controller.signal))
    setTimeout(() => controller.abort(), 100)
    for (const result of await Promise.allSettled(exports)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } })
    }
    await allPlacesAreFree()
    expect(Date.now() - began).toBeLessThan(5_000)
  })

  test('a request that was aborted before it started is not answered', async () => {
    await expect(openExport(MANY, CSV, AbortSignal.abort())).rejects.toThrow('ended before its last row')
  })

  test('clients that stop reading do not hold up others', async () => {
    const stalled = await Promise.all(
      Array.from({ length: PLACES - 1 }, () => openExport(MANY, CSV, new AbortController().signal)),
    )
    const began = Date.now()
    const text = await new Response(await openExport(MANY, CSV, new AbortController().signal)).text()
    expect(text.split('\n')).toHaveLength(100_002)
    expect(Date.now() - began).toBeLessThan(8_000)
    await Promise.all(stalled.map((stream) => stream.cancel()))
    await allPlacesAreFree()
  })

  test('a client that stops reading is cut off, sooner when others wait, and can tell that it was', async () => {
    const warned = jest.spyOn(log, 'warn').mockReturnValue(undefined)
    const limits = { wanted: 50, alone: 60_000 }
    const open = (): Promise<ReadableStream> => openExport(MANY, CSV, new AbortController().signal, limits)
    const stalled = await Promise.all(Array.from({ length: PLACES }, open))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(warned).not.toHaveBeenCalled()
    const text = await new Response(await open()).text()
    expect(text.split('\n')).toHaveLength(100_002)
    expect(warned).toHaveBeenCalledWith(
      { stalledMs: expect.any(Number) as number, isWanted: true },
      'an export was cut off: its client had stopped reading',
    )
    const ends = await Promise.allSettled(stalled.map((stream) => new Response(stream).text()))
    const broken = ends.filter(({ status }) => status === 'rejected')
    expect(broken.length).toBe(warned.mock.calls.length)
    expect(broken[0]).toMatchObject({ reason: { message: 'The export ended before its last row.' } })
    await allPlacesAreFree()
  })

  test('a client that reads nothing for a full minute is cut off, even when no one is waiting', async () => {
    jest.spyOn(log, 'warn').mockReturnValue(undefined)
    const stream = await openExport(MANY, CSV, new AbortController().signal, { wanted: 50, alone: 100 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await expect(new Response(stream).text()).rejects.toThrow('ended before its last row')
  })

  test('a failure before the first row rejects the call', async () => {
    await expect(openExport(numbers('FROM nowhere'), CSV, new AbortController().signal)).rejects.toThrow(
      /nowhere/,
    )
    await allPlacesAreFree()
  })

  test('a failure midway errors the stream instead of ending it', async () => {
    const fetchChunk = DuckDBResult.prototype.fetchChunk
    let calls = 0
    jest.spyOn(DuckDBResult.prototype, 'fetchChunk').mockImplementation(function (this: DuckDBResult) {
      return ++calls > 3 ? Promise.reject(new Error('The disk is gone.')) : fetchChunk.call(this)
    })
    const reader = (await openExport(MANY, CSV, new AbortController().signal)).getReader()
    const read = async (): Promise<number> => {
      for (let chunks = 0; ; chunks++) if ((await reader.read()).done) return chunks
    }
    await expect(read()).rejects.toThrow('The disk is gone.')
    await allPlacesAreFree()
  })
})
