/** The same questions asked of the production server and of Datasette over HTTP, one after the other. */
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { progress } from './measure'
import type { Options } from './options'
import { ask, type Asked, type Answered } from './questions/ask'
import { listQuestions } from './questions/list'
import { makeDatabase, makeRows } from './questions/rows'
import { buildAppCopy } from './server/app-copy'
import { get, getJson } from './server/http'
import { readMemory } from './server/proc'
import { withServer } from './server/process'
import { formatNumber, formatRatio, showTable } from './table'

const HEAD = ['question', 'Holocron', 'processor', 'a second', 'Datasette', 'processor', 'a second', '× ours']
const NONE: Answered = { ms: NaN, cells: ['–', '–', '–'] }
const NOT_RUN: Answered = { ms: NaN, cells: ['not run', '–', '–'] }

/** The numbers of requests are this far apart, so that no question profits from what an earlier one left. */
const APART = 1_000_000

/** Prints a table for each size, each row as soon as it is measured; or only makes Datasette's files. */
export async function benchQuestions(options: Options, folder: string): Promise<void> {
  const storageDir = path.join(folder, 'questions')
  if (options.isPreparing) {
    for (const rowCount of options.questionRows) {
      const { csv } = await makeRows(folder, storageDir, rowCount)
      console.log(path.relative('.', makeDatabase(folder, rowCount, csv)))
    }
    return
  }
  buildAppCopy(path.join(folder, '.app'))
  for (const rowCount of options.questionRows) {
    progress(`questions: ${formatNumber(rowCount)} rows`)
    const { id } = await makeRows(folder, storageDir, rowCount)
    const datasette = await findDatasette(rowCount)
    console.log(`### Questions over HTTP, ${formatNumber(rowCount)} rows\n\n${showTable(HEAD, [])}`)
    await benchSize({ storageDir, appFolder: path.join(folder, '.app'), id, rowCount, datasette, ...options })
    console.log('')
  }
}

interface Size {
  storageDir: string
  appFolder: string
  id: string
  rowCount: number
  /** Null when there is none to ask. */
  datasette: Asked | null
  isQuick: boolean
}

async function benchSize({ storageDir, appFolder, id, rowCount, datasette, isQuick }: Size): Promise<void> {
  const clientsMs = isQuick ? 2_000 : 4_000
  const place = { appFolder, storageDir, sources: 'archive' }
  await withServer(place, async (server) => {
    const atRest = [readMemory(server.pid), readMemory(datasette?.pid)]
    for (const [index, { what, ours, theirs, isFirstCell }] of listQuestions(id, rowCount).entries()) {
      progress(`questions: ${what}`)
      const how = { from: index * APART, clientsMs, isFirstCell }
      const our = await ask(server, ours, how)
      const their = theirs === null ? NONE : datasette === null ? NOT_RUN : await ask(datasette, theirs, how)
      show(what, our, their)
    }
    const peak = [readMemory(server.pid), readMemory(datasette?.pid)]
    const pages = [await get(`${server.url}/datasets/${id}?limit=10`)]
    if (datasette) pages.push(await get(`${datasette.url}/${rowCount}/people?_size=10`))
    const mb = (value: number | undefined): string =>
      value === undefined ? '–' : `${formatNumber(value)} MB`
    showFacts('memory at rest', ...atRest.map((memory) => mb(memory?.now)))
    showFacts('memory, peak', ...peak.map((memory) => mb(memory?.peak)))
    showFacts('HTML of the page', ...pages.map(({ body }) => kB(body.length)))
    showFacts('the same as gzip', ...pages.map(({ body }) => kB(gzipSync(body).length)))
  })
  // A server without a token sends everybody on from its page for signing in.
  await withServer({ ...place, accessToken: 'bench-questions-token' }, async (server) =>
    show('page for signing in', await ask(server, () => '/login', { from: 0, clientsMs }), NONE),
  )
}

function show(what: string, ours: Answered, theirs: Answered): void {
  const ratio = Number.isNaN(theirs.ms / ours.ms) ? '–' : formatRatio(theirs.ms / ours.ms)
  console.log(`| ${[what, ...ours.cells, ...theirs.cells, ratio].join(' | ')} |`)
}

function showFacts(what: string, ours = '–', theirs = '–'): void {
  show(what, { ms: NaN, cells: [ours, '–', '–'] }, { ms: NaN, cells: [theirs, '–', '–'] })
}

function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}

/** The Datasette that DATASETTE_URL names, which must have these rows. */
async function findDatasette(rowCount: number): Promise<Asked | null> {
  const { DATASETTE_URL: given, DATASETTE_PID: pid } = process.env
  if (!given) return null
  const url = given.replace(/\/$/, '')
  const found = await getJson<{ filtered_table_rows_count: number }>(`${url}/${rowCount}/people.json?_size=0`)
  if (found.filtered_table_rows_count !== rowCount)
    throw new Error(`${url}/${rowCount}/people has other rows. Make its file with --prepare.`)
  return { url, pid: pid ? Number(pid) : undefined }
}
