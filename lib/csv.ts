import 'server-only'
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { format } from 'fast-csv'

/** RFC 4180 quoting where a value needs it; a delimiter after every row. */
const STYLE = { includeEndRowDelimiter: true, rowDelimiter: '\n' } as const

/** Rows formatted at once: enough to make the cost of starting a formatter negligible. */
const ROWS_AT_ONCE = 500

/** The values of one row, in column order. */
export type CsvRow = readonly unknown[]

export interface WrittenCsv {
  byteSize: number
  /** Lower-case hex. */
  sha256: string
}

/**
 * Writes a CSV file: RFC 4180 quoting where a value needs it, UTF-8, LF, header line. Rows come in batches of any
 * size and are read as needed, so memory stays constant. The same rows produce the same bytes.
 */
export async function writeCsv(
  file: string,
  columns: readonly string[],
  batches: AsyncIterable<readonly CsvRow[]>,
): Promise<WrittenCsv> {
  const hash = createHash('sha256')
  let byteSize = 0
  const handle = await open(file, 'w')
  try {
    for await (const rows of joinBatches([columns], batches)) {
      const chunk = await formatCsvRows(rows)
      hash.update(chunk)
      byteSize += chunk.byteLength
      await handle.appendFile(chunk)
    }
  } finally {
    await handle.close()
  }
  return { byteSize, sha256: hash.digest('hex') }
}

async function* joinBatches(
  first: CsvRow[],
  batches: AsyncIterable<readonly CsvRow[]>,
): AsyncGenerator<CsvRow[]> {
  let joined = first
  for await (const batch of batches) {
    joined = joined.concat(batch)
    if (joined.length < ROWS_AT_ONCE) continue
    yield joined
    joined = []
  }
  if (joined.length > 0) yield joined
}

/** Formats rows, at least one, as in such a file, without a header line. */
export async function formatCsvRows(rows: readonly CsvRow[]): Promise<Buffer> {
  if (rows[0]?.length === 1) return Buffer.from(rows.map(([value]) => `${formatLoneValue(value)}\n`).join(''))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    // Written at once: fast-csv's own `writeToBuffer` waits for a promise after each row, half of its time.
    const formatter = format({ headers: false, ...STYLE })
    formatter.on('data', (chunk: Buffer) => chunks.push(chunk))
    formatter.once('end', () => resolve(Buffer.concat(chunks)))
    formatter.once('error', reject)
    for (const row of rows) formatter.write(row)
    formatter.end()
  })
}

/** Formats the only value of a row, quoted if empty or blank, because many readers skip empty lines. */
function formatLoneValue(value: unknown): string {
  const text = String(value ?? '')
  return /^[ \t]*$|[",|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
