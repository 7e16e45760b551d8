/** What people might use instead on two CSV files whose first column is the key. `compare-peers.mjs daff|Map OLD NEW` */
import { createReadStream, readFileSync } from 'node:fs'
import daff from 'daff'
import { parse } from 'fast-csv'

const [peer, old, now] = process.argv.slice(2)

/** Its own reader and comparison; the result is a table of the changed rows. */
function compareWithDaff() {
  const read = (file) => {
    const table = new daff.SimpleTable(0, 0)
    new daff.Csv().parseTable(readFileSync(file, 'utf8'), table)
    return table
  }
  const flags = new daff.CompareFlags()
  flags.addPrimaryKey('swapi_id')
  flags.ignoreColumn('date')
  flags.unchanged_context = 0
  const result = new daff.SimpleTable(0, 0)
  new daff.TableDiff(daff.compareTables(read(old), read(now), flags).align(), flags).hilite(result)
  return result.get_height() - 1
}

/** One file in a Map by key, the other read beside it. */
async function compareWithMap() {
  const rows = (file) => createReadStream(file).pipe(parse())
  const before = new Map()
  for await (const [id, ...cells] of rows(old)) before.set(id, cells)
  let changed = 0
  for await (const [id, ...cells] of rows(now)) {
    const was = before.get(id)
    before.delete(id)
    if (was === undefined || cells.some((cell, index) => index < cells.length - 1 && cell !== was[index]))
      changed += 1
  }
  return changed + before.size
}

const start = performance.now()
const changed = peer === 'daff' ? compareWithDaff() : await compareWithMap()
console.log(
  JSON.stringify({ ms: performance.now() - start, maxRssMb: process.resourceUsage().maxRSS / 1024, changed }),
)
