import 'server-only'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { format, writeToBuffer } from 'fast-csv'

/** RFC 4180 quoting where a value needs it, a delimiter after every row. */
const STYLE = { includeEndRowDelimiter: true, rowDelimiter: '\n' } as const

export interface WrittenCsv {
  byteSize: number
  /** Lower-case hex. */
  sha256: string
}

/**
 * Writes a CSV file: RFC 4180 quoting where a value needs it, UTF-8, LF, header line. Rows are read as they
 * are needed, so memory stays flat. The same rows give the same bytes.
 */
export async function writeCsv(
  file: string,
  columns: readonly string[],
  rows: AsyncIterable<readonly unknown[]>,
): Promise<WrittenCsv> {
  const hash = createHash('sha256')
  let byteSize = 0
  await pipeline(
    rows,
    format({
      headers: [...columns],
      alwaysWriteHeaders: true,
      ...STYLE,
    }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        byteSize += chunk.byteLength
        yield chunk
      }
    },
    createWriteStream(file),
  )
  return { byteSize, sha256: hash.digest('hex') }
}

/** Some rows, at least one, as they stand in such a file, without a header line. */
export function formatCsvRows(rows: (readonly unknown[])[]): Promise<Buffer> {
  return writeToBuffer(
    rows.map((row) => [...row]),
    { headers: false, ...STYLE },
  )
}
