import { cpSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ask, downloadArchive } from './http'
import { startServer, type TestServer } from './server'

let server: TestServer
let id: string

beforeAll(async () => {
  server = await startServer({ env: { SWAPI_SOURCES: 'archive' } })
  id = await downloadArchive(server)
  cpSync(folder(), kept(), { recursive: true })
})
afterAll(async () => {
  await server?.stop()
})
afterEach(() => {
  rmSync(folder(), { recursive: true, force: true })
  cpSync(kept(), folder(), { recursive: true })
})

function folder(): string {
  return path.join(server.storageDir, 'datasets', id)
}

function kept(): string {
  return path.join(server.storageDir, 'kept')
}

const ADDRESSES = {
  csv: ['file', 'rows?format=csv'],
  parquet: [
    'rows',
    'rows?sort=-height&q=a',
    'rows?format=ndjson',
    'rows?format=csv&homeworld=Tatooine',
    'counts?columns=homeworld',
    'counts?columns=homeworld&format=csv',
    'counts.svg?columns=homeworld',
    'profile',
    'file?format=parquet',
    'file?for=spreadsheet',
  ],
}
const PAGES = [
  '',
  '?q=a&sort=name',
  '/counts?columns=date,homeworld',
  '/counts?columns=gender,homeworld&view=pivot',
  '/rows/7',
]

const VERIFY = 'Run npm run verify where Holocron runs to see whether it can be repaired.'

/** Whether a page says that the dataset is damaged and what to do, and whether it shows any of its data. */
async function look(page: string): Promise<{ page: string; says: string | null; shows: boolean }> {
  const { body } = await ask(server, `/datasets/${id}${page}`)
  expect(/root:|node_modules|\n\s+at /.test(body)).toBe(false)
  const says = body.includes('This dataset cannot be read.') && body.includes(VERIFY) ? VERIFY : null
  return { page, says, shows: /<tbody|<dl class="divide-y/.test(body) }
}

const DAMAGES: [name: string, damage: (file: string) => void][] = [
  ['missing', (file) => rmSync(file)],
  ['cut short', (file) => truncateSync(file, 1_234)],
  ['garbage', (file) => writeFileSync(file, Buffer.alloc(readFileSync(file).length, 'garbage'))],
  ['a link to another file', (file) => (rmSync(file), symlinkSync('/etc/passwd', file))],
  [
    'in a folder that is a link',
    (file) => (rmSync(path.dirname(file), { recursive: true }), symlinkSync(kept(), path.dirname(file))),
  ],
]

describe.each(DAMAGES)('a file that is %s', (_, damage) => {
  test.each(['csv', 'parquet'] as const)(
    'is reported as damaged wherever it is read (%s)',
    async (format) => {
      // Cached results must not hide the damage.
      for (const page of PAGES) expect(await look(page)).toEqual({ page, says: null, shows: true })
      damage(path.join(folder(), `people-${id}.${format}`))
      for (const address of ADDRESSES[format]) {
        const { status, headers, body } = await ask(server, `/api/datasets/${id}/${address}`)
        expect({ address, status, type: headers['content-type'] }).toEqual({
          ...{ address, status: 500, type: 'application/json' },
        })
        const { error } = JSON.parse(body) as { error: { code: string; message: string } }
        expect(error.code).toBe('damaged')
        expect(error.message).toMatch(
          /^This dataset is damaged: its (CSV|Parquet file) .+\. Run npm run verify where Holocron runs to see whether it can be repaired\.$/,
        )
        expect(error.message).not.toContain(server.storageDir)
      }
      if (format === 'csv') return
      for (const page of PAGES) expect(await look(page)).toEqual({ page, says: VERIFY, shows: false })
    },
  )
})

test('a restored file is read again', async () => {
  expect((await ask(server, `/api/datasets/${id}/rows?limit=1`)).status).toBe(200)
  expect((await ask(server, `/api/datasets/${id}/file`)).status).toBe(200)
  expect((await ask(server, `/datasets/${id}`)).body).toContain('Luke Skywalker')
})
