/** What is measured, and at which sizes. */
import { parseArgs } from 'node:util'

export const SECTIONS = ['queries', 'comparisons', 'server', 'downloads', 'scale']

export interface Options {
  isQuick: boolean
  only: string[]
  rows: number[]
  serverRows: number
  people: number[]
  datasets: number[]
}

const FULL = {
  rows: [100_000, 1_000_000, 10_000_000],
  people: [10_000, 100_000, 1_000_000],
  datasets: [1_000, 10_000, 100_000],
}
/** At 100,000 rows, exports and memory say nothing, so the server gets more rows. */
const QUICK = { rows: [100_000], serverRows: 300_000, people: [1_000], datasets: [1_000] }

/** @throws Error with a clear message for invalid options */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: SECTIONS },
      rows: { type: 'string' },
      people: { type: 'string' },
      datasets: { type: 'string' },
    },
  })
  const only = values.only.flatMap((list) => list.split(','))
  const stranger = only.find((name) => !SECTIONS.includes(name))
  if (stranger !== undefined) throw new Error(`--only takes ${SECTIONS.join(', ')}, not "${stranger}".`)
  const rows = readNumbers('--rows', values.rows)
  const defaults = values.quick ? QUICK : FULL
  return {
    isQuick: values.quick,
    only,
    rows: rows ?? defaults.rows,
    serverRows: rows || !values.quick ? Math.max(...(rows ?? defaults.rows)) : QUICK.serverRows,
    people: readNumbers('--people', values.people) ?? defaults.people,
    datasets: readNumbers('--datasets', values.datasets) ?? defaults.datasets,
  }
}

function readNumbers(name: string, list: string | undefined): number[] | null {
  if (list === undefined) return null
  const numbers = list.split(',').map(Number)
  if (numbers.some((number) => !Number.isInteger(number) || number < 1_000))
    throw new Error(`${name} takes whole numbers of at least 1000, separated by commas.`)
  return numbers
}
