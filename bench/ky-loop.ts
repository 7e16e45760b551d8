/** The minimal download: fetches every page with ky and parses it, six at a time. `ky-loop.ts URL PAGES` */
import ky from 'ky'
import pLimit from 'p-limit'

const [url = '', pages = '0'] = process.argv.slice(2)
const limit = pLimit(6)
const start = performance.now()
const cpuStart = process.cpuUsage()
let records = 0
await limit.map(
  Array.from({ length: Number(pages) }, (_, index) => index + 1),
  async (page) => {
    const text = await ky.get(`${url}/people/?page=${page}`, { retry: 0 }).text()
    records += (JSON.parse(text) as { results: unknown[] }).results.length
  },
)
const ms = performance.now() - start
const cpu = process.cpuUsage(cpuStart)
const maxRssMb = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ ms, cpuMs: (cpu.user + cpu.system) / 1000, maxRssMb, records }))
