/** `npm run bench [-- --quick] [-- --rows 100000,1000000]`: one table, printed, every figure beside its peer. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { makeData } from './data'
import { benchDownloads } from './download'
import { describeMachine, showTable } from './measure'
import { benchPeers } from './peers'
import { benchQueries } from './queries'
import { env } from '@/lib/env'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rows: { type: 'string' },
    people: { type: 'string' },
  },
})
const rows = numbers(values.rows ?? (values.quick ? '100000' : '100000,1000000,10000000'))
const people = numbers(values.people ?? (values.quick ? '5000' : '10000,100000,1000000'))
const times = values.quick ? 5 : 9

mkdirSync(path.join(env().STORAGE_DIR, 'datasets'), { recursive: true })
console.log(`${new Date().toISOString().slice(0, 10)}, ${describeMachine()}\n`)
for (const rowCount of rows) {
  const data = await makeData(env().STORAGE_DIR, rowCount)
  const results = [...(await benchQueries(data, times)), await benchPeers(data, times)]
  console.log(`### ${rowCount.toLocaleString('en-US')} rows\n\n${showTable(results)}\n`)
}
const peak = Math.round(process.resourceUsage().maxRSS / 1024)
console.log(`Peak memory of the process that answered all queries: ${peak} MB.\n`)
console.log(`### Downloads\n\n${await benchDownloads(people)}`)
process.exit(0)

function numbers(list: string): number[] {
  return list.split(',').map(Number)
}
