/** The same questions asked of the production server and of Datasette over HTTP, one after the other. */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { progress } from './measure'
import type { Options } from './options'
import { ask, type Answered, type Asked } from './questions/ask'
import { describeClick } from './questions/click'
import { FIRST_ROW, listQuestions } from './questions/list'
import { makeDatabase, makeRows } from './questions/rows'
import { buildAppCopy } from './server/app-copy'
import { get, getJson } from './server/http'
import { readMemory } from './server/proc'
import { withServer } from './server/process'
import { formatAmount, formatNumber, formatRatio, showTable } from './table'

const HEAD = ['question', 'Holocron', 'processor', 'a second', 'Datasette', 'processor', 'a second', '× ours']
const TOKEN = 'bench-questions-token'
const NOTHING = toAnswer('–')
const NOT_RUN = toAnswer('not run')

const REST_MS = 30_000

/** How long a server visits its own pages after a start, in milliseconds. */
const SETTLED_MS = 3_000

/** Questions number their requests this far apart, so that none profits from what an earlier one left. */
const APART = 1_000_000

/** Prints a table for each size, each row as soon as it is measured; or only makes Datasette's files. */
export async function benchQuestions(options: Options, folder: string): Promise<void> {
  const [storageDir, appFolder] = [path.join(folder, 'questions'), path.join(folder, '.app')]
  if (!options.isPreparing) await buildAppCopy(appFolder)
  for (const rowCount of options.questionRows) {
    progress(`questions: ${formatNumber(rowCount)} rows`)
    const { id, csv } = await makeRows(folder, storageDir, rowCount)
    if (options.isPreparing) {
      console.log(path.relative('.', makeDatabase(folder, rowCount, csv)))
      continue
    }
    const datasette = await findDatasette(rowCount)
    console.log(`### Questions over HTTP, ${formatNumber(rowCount)} rows\n\n${showTable(HEAD, [])}`)
    const place = { appFolder, storageDir, sources: 'archive' }
    const clientsMs = options.isQuick ? 2_000 : 4_000
    await withServer(place, (server) => benchSize(server, datasette, { id, rowCount, clientsMs }))
    // A server without a token sends everybody on from its page for signing in.
    await withServer({ ...place, accessToken: TOKEN }, async (server) => {
      const how = { from: 0, clientsMs, headers: { authorization: `Bearer ${TOKEN}` } }
      // Asked twice: the first page that a server renders takes longest, whichever it is.
      await ask(server, () => '/empty', how)
      show('page for signing in', await ask(server, (n) => `/login?next=/${n}`, { from: 0, clientsMs }))
      show('the same again', await ask(server, () => '/login', { from: 0, clientsMs }))
      show('empty page of that server', await ask(server, () => '/empty', how))
    })
    console.log('')
  }
}

/** The Datasette that DATASETTE_URL names, which must have these rows; null when it names none. */
async function findDatasette(rowCount: number): Promise<Asked | null> {
  const { DATASETTE_URL: given, DATASETTE_PID: pid } = process.env
  if (!given) return null
  const url = given.replace(/\/$/, '')
  const found = await getJson<{ filtered_table_rows_count: number }>(`${url}/${rowCount}/people.json?_size=0`)
  if (found.filtered_table_rows_count !== rowCount)
    throw new Error(`${url}/${rowCount}/people has other rows. Make its file with --prepare.`)
  return { url, pid: pid ? Number(pid) : undefined }
}

async function benchSize(
  server: Asked,
  datasette: Asked | null,
  { id, rowCount, clientsMs }: { id: string; rowCount: number; clientsMs: number },
): Promise<void> {
  const servers = datasette ? [server, datasette] : [server]
  await sleep(SETTLED_MS)
  const atRest = servers.map(({ pid }) => readMemory(pid)?.now)
  const questions = listQuestions(id, rowCount, await describeClick(server.url, id))
  for (const [index, [what, ours, theirs, headers = {}]] of questions.entries()) {
    progress(`questions: ${what}`)
    const how = { from: index * APART, clientsMs, isFirstCell: what === FIRST_ROW }
    const answered = await ask(server, ours, { ...how, headers })
    show(what, answered, !theirs ? NOTHING : datasette ? await ask(datasette, theirs, how) : NOT_RUN)
  }
  const peak = servers.map(({ pid }) => readMemory(pid)?.peak)
  const paths = [`/datasets/${id}?limit=10`, `/${rowCount}/people?_size=10`]
  const pages = await Promise.all(servers.map(async ({ url }, index) => (await get(url + paths[index])).body))
  showSizes('memory at rest', 'MB', atRest)
  showSizes('memory, peak', 'MB', peak)
  await sleep(REST_MS)
  showSizes(
    'memory, half a minute after that',
    'MB',
    servers.map(({ pid }) => readMemory(pid)?.now),
  )
  const toKb = (bytes: Buffer): number => bytes.length / 1000
  showSizes('HTML of the page, ten rows', 'kB', pages.map(toKb))
  showSizes(
    'the same as gzip',
    'kB',
    pages.map((page) => toKb(gzipSync(page))),
  )
}

function showSizes(what: string, unit: string, sizes: (number | undefined)[]): void {
  const [ours, theirs] = sizes.map((size) =>
    toAnswer(size === undefined ? '–' : `${formatAmount(size)} ${unit}`),
  )
  show(what, ours, theirs)
}

function show(what: string, ours = NOTHING, theirs = NOTHING): void {
  const ratio = theirs.ms / ours.ms
  const cells = [what, ...ours.cells, ...theirs.cells, Number.isNaN(ratio) ? '–' : formatRatio(ratio)]
  console.log(`| ${cells.join(' | ')} |`)
}

/** Text in place of a measured time. */
function toAnswer(text: string): Answered {
  return { ms: NaN, cells: [text, '–', '–'] }
}
