/** What is measured, and at which sizes. */
import { parseArgs } from 'node:util'

export const SECTIONS = ['queries', 'comparisons', 'server', 'questions', 'downloads', 'scale']

/** The archive's people, which questions can be asked about too. */
export const ARCHIVE_ROWS = 82

export interface Options {
  isQuick: boolean
  only: string[]
  rows: number[]
  serverRows: number
  questionRows: number[]
  /** Only makes the files that Datasette serves for the questions. */
  isPreparing: boolean
  people: number[]
  datasets: number[]
}

const FULL = {
  rows: [100_000, 1_000_000, 10_000_000],
  questionRows: [ARCHIVE_ROWS, 100_000, 1_000_000],
  people: [10_000, 100_000, 1_000_000],
  datasets: [1_000, 10_000, 100_000],
}
/** At 100,000 rows, exports and memory say nothing, so the server gets more rows. */
const QUICK = {
  ...{ rows: [100_000], serverRows: 300_000, questionRows: [ARCHIVE_ROWS] },
  ...{ people: [1_000], datasets: [1_000] },
}

/** @throws Error with a clear message for invalid options */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: SECTIONS },
      prepare: { type: 'boolean', default: false },
      rows: { type: 'string' },
      people: { type: 'string' },
      datasets: { type: 'string' },
    },
  })
  const only = values.prepare ? ['questions'] : values.only.flatMap((list) => list.split(','))
  const stranger = only.find((name) => !SECTIONS.includes(name))
  if (stranger !== undefined) throw new Error(`--only takes ${SECTIONS.join(', ')}, not "${stranger}".`)
  const rows = readNumbers(
    '--rows',
    values.rows,
    only.every((name) => name === 'questions'),
  )
  const defaults = values.quick ? QUICK : FULL
  return {
    isQuick: values.quick,
    only,
    rows: rows ?? defaults.rows,
    serverRows: rows || !values.quick ? Math.max(...(rows ?? defaults.rows)) : QUICK.serverRows,
    questionRows: rows ?? defaults.questionRows,
    isPreparing: values.prepare,
    people: readNumbers('--people', values.people) ?? defaults.people,
    datasets: readNumbers('--datasets', values.datasets) ?? defaults.datasets,
  }
}

function readNumbers(name: string, list: string | undefined, takesArchive = false): number[] | null {
  if (list === undefined) return null
  const numbers = list.split(',').map(Number)
  const isSize = (number: number): boolean => Number.isInteger(number) && number >= 1_000
  if (!numbers.every((number) => isSize(number) || (takesArchive && number === ARCHIVE_ROWS)))
    throw new Error(
      `${name} takes whole numbers of at least 1000, separated by commas, and ${ARCHIVE_ROWS} with --only questions.`,
    )
  return numbers
}
