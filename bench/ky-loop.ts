/**
 * The minimal download: fetches every page with ky and parses it, six at a time; with a file, it also validates the records
 * and writes them as CSV, by what Holocron must use for that, zod and fast-csv. `ky-loop.ts URL PAGES [FILE]`
 */
import ky from 'ky'
import pLimit from 'p-limit'
import { type CsvRow, writeCsv } from '@/lib/csv'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { parseRecord } from '@/lib/swapi/records/schemas'

const AT_ONCE = 6

const [url = '', pages = '0', file] = process.argv.slice(2)
const limit = pLimit(AT_ONCE)
const start = performance.now()
const cpuStart = process.cpuUsage()
let records = 0

async function readPage(page: number): Promise<unknown[]> {
  const text = await ky.get(`${url}/people/?page=${page}`, { retry: 0 }).text()
  const { results } = JSON.parse(text) as { results: unknown[] }
  records += results.length
  return results
}

const numbers = Array.from({ length: Number(pages) }, (_, index) => index + 1)

/** The pages in order, of which as many are on the way as are read at once. */
async function* readRows(): AsyncGenerator<CsvRow[]> {
  const underWay = numbers.splice(0, AT_ONCE).map(readPage)
  for (let next = underWay.shift(); next; next = underWay.shift()) {
    const rows = (await next).map((record) => Object.values(parseRecord(RESOURCE, record, url)))
    underWay.push(...numbers.splice(0, 1).map(readPage))
    yield rows
  }
}

if (file === undefined) await limit.map(numbers, readPage)
else await writeCsv(file, ['id', ...RESOURCE.columns.map(({ name }) => name)], readRows())

const ms = performance.now() - start
const cpu = process.cpuUsage(cpuStart)
const maxRssMb = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ ms, cpuMs: (cpu.user + cpu.system) / 1000, maxRssMb, records }))
