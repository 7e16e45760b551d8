/** Makes tables of rows, and columns of their distinct values. */
import {
  type Codes,
  type Column,
  type ColumnTable,
  compareBytes,
  distinctOf,
  type FoldTexts,
  isAscii,
  pauseAfter,
  type UnlistedColumn,
} from '@/lib/datasets/columns/table'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { readNumber } from '@/lib/datasets/model/values/numbers'

/** Collects rows, and makes a table of them. */
export class TableBuilder {
  private readonly codesOf = DATASET_COLUMNS.map(() => new Map<string, number>())
  private readonly rows: number[][] = DATASET_COLUMNS.map(() => [])

  /** @param row the values in the order of DATASET_COLUMNS */
  add(row: readonly string[]): void {
    for (let index = 0; index < DATASET_COLUMNS.length; index += 1) {
      const value = row[index] as string
      const codes = this.codesOf[index] as Map<string, number>
      let code = codes.get(value)
      if (code === undefined) codes.set(value, (code = codes.size))
      this.rows[index]?.push(code)
    }
  }

  async finish(fold: FoldTexts): Promise<ColumnTable> {
    const columns: Partial<ColumnTable['columns']> = {}
    for (const [index, name] of DATASET_COLUMNS.entries()) {
      const found = [...(this.codesOf[index]?.keys() ?? [])]
      const values = sortByBytes([...found])
      const position = new Map(values.map((value, code) => [value, code]))
      const recoded = found.map((value) => position.get(value) ?? 0)
      const rows = this.rows[index] ?? []
      const codes = makeCodes(values.length, rows.length)
      for (let row = 0; row < rows.length; row += 1) codes[row] = recoded[rows[row] as number] as number
      columns[name] = await listColumn(name, values, codes, fold)
    }
    return toTable(this.rows[0]?.length ?? 0, columns as ColumnTable['columns'])
  }
}

/** A column of known values, ordered by their bytes, and of the code that each row has. */
export async function listColumn(
  name: DatasetColumn,
  values: readonly string[],
  codes: Codes,
  fold: FoldTexts,
): Promise<Column> {
  const folded = await foldAll(values, fold)
  await pauseAfter(codes.length)
  const numbers = Float64Array.from(values, (value) => readNumber(name, value) ?? NaN)
  return { values, codes, numbers, folded }
}

export function toTable(rowCount: number, columns: ColumnTable['columns']): ColumnTable {
  return {
    rowCount,
    columns,
    byteSize: Object.values(columns).reduce((sum, column) => sum + sizeOf(column), 0),
  }
}

/** ASCII is folded here; the few other texts by DuckDB, whose rules for Unicode are not JavaScript's. */
export async function foldAll(values: readonly string[], fold: FoldTexts): Promise<string[]> {
  const others = values.filter((value) => !isAscii(value))
  const answers = others.length === 0 ? [] : await fold(others)
  let next = 0
  return values.map((value) => {
    if (!isAscii(value)) return answers[next++] as string
    const lower = value.toLowerCase()
    return lower === value ? value : lower
  })
}

/** Orders texts by their UTF-8 bytes. JavaScript orders UTF-16 units, which differs only where there are surrogates. */
function sortByBytes(texts: string[]): string[] {
  return texts.some((text) => /[\ud800-\udfff]/.test(text)) ? texts.sort(compareBytes) : texts.sort()
}

export function makeCodes(distinct: number, rows: number): Codes {
  if (distinct <= 2 ** 8) return new Uint8Array(rows)
  return distinct <= 2 ** 16 ? new Uint16Array(rows) : new Uint32Array(rows)
}

/** What a string costs besides its characters, in bytes. */
const STRING_OVERHEAD = 24

function sizeOf(column: Column | UnlistedColumn): number {
  const { codes, numbers } = column
  // How many rows have each value may be added.
  const totals = distinctOf(column) * Uint32Array.BYTES_PER_ELEMENT
  const size = codes.byteLength + (numbers?.byteLength ?? 0) + totals
  return column.values === null ? size + column.rows.byteLength : size + sizeOfTexts(column)
}

/** What the texts of a column take in memory, roughly, in bytes. */
export function sizeOfTexts({ values, folded }: Pick<Column, 'values' | 'folded'>): number {
  // Ranks may be added, in both directions.
  let size = values.length * 2 * Uint32Array.BYTES_PER_ELEMENT
  for (let code = 0; code < values.length; code += 1) {
    const value = values[code] as string
    size += value.length + STRING_OVERHEAD
    if (folded[code] !== value) size += value.length + STRING_OVERHEAD
  }
  return size
}
