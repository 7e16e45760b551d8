/**
 * `dataset.json`: all that the database says of a dataset, in the dataset's own folder, so that the folder can be
 * copied, kept and taken in by another database. Publishing puts it in place before the database says `ready`.
 */
import 'server-only'
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { csvName, RECEIPT_NAME } from '@/lib/datasets/file-names'
import { SOURCE_SHAPES, type Dataset } from '@/lib/datasets/types'
import { readDatasetText, replaceFile } from '@/lib/storage'

/** Raised when an older version could misread what a newer one writes. Fields may be added without. */
const FORMAT = 1

const formatSchema = z.object({ format: z.number() })

const time = z.coerce.date()
const count = z.number().int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const sourceFailures = z.array(z.object({ source: z.string(), reason: z.string() }))

const pastAttemptSchema = z.object({
  number: count,
  status: z.enum(['failed', 'cancelled']),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  source: z.string().nullable(),
  error: z.string().nullable(),
  sourceFailures,
})

const receiptSchema = z.object({
  id: z.string(),
  resource: z.literal('people'),
  fileName: z.string(),
  requestedSource: z.string(),
  source: z.string().nullable(),
  shape: z.enum(SOURCE_SHAPES).nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  rowCount: count,
  declaredCount: count.nullable(),
  planetCount: count,
  /** Of the CSV, in bytes. */
  byteSize: count,
  /** Of the CSV. */
  sha256,
  /** Null for datasets of versions that did not keep it. */
  parquetSha256: sha256.nullable(),
  requests: count,
  retries: count,
  pagesTotal: count.nullable(),
  warnings: z.array(z.string()),
  sourceFailures,
  attempt: z.number().int().positive(),
  pastAttempts: z.array(pastAttemptSchema),
})

/** What a row says besides, which is the same for every ready dataset. */
const ALWAYS = { status: 'ready', phase: 'assembling', error: null, problem: null } as const

/** Why a folder has no receipt to go by, as the middle of a sentence: "it has no dataset.json". */
export interface NoReceipt {
  dataset: null
  problem: string
  /** `foreign`: it says something, but of another dataset, or in words of a newer version. */
  kind: 'missing' | 'unreadable' | 'foreign'
}

export type ReadReceipt = { dataset: Dataset; problem: null } | NoReceipt

/** The text of a ready dataset's `dataset.json`. */
export function formatReceipt(dataset: Dataset): string {
  return `${JSON.stringify({ format: FORMAT, ...receiptSchema.parse(dataset) }, null, 2)}\n`
}

export async function writeReceipt(file: string, dataset: Dataset): Promise<void> {
  await writeFile(file, formatReceipt(dataset))
}

/** Writes the `dataset.json` of a ready dataset anew, unless `isWanted` says otherwise by then. */
export async function replaceReceipt(dataset: Dataset, isWanted: () => Promise<boolean>): Promise<void> {
  await replaceFile(dataset.id, RECEIPT_NAME, async (file) => {
    await writeReceipt(file, dataset)
    return isWanted()
  })
}

/** What the folder of a dataset says of it. The files beside it are not looked at. */
export async function readReceipt(id: string): Promise<ReadReceipt> {
  const text = await readDatasetText(id, RECEIPT_NAME)
  return text === null ? reject('missing', `it has no ${RECEIPT_NAME}`) : parseReceipt(id, text)
}

export function parseReceipt(id: string, text: string): ReadReceipt {
  const json = parseJson(text)
  const format = formatSchema.safeParse(json).data?.format ?? FORMAT
  if (format > FORMAT)
    return reject('foreign', `its ${RECEIPT_NAME} was written by a newer version of Holocron`)
  const { data: facts, error } = receiptSchema.safeParse(json)
  if (error) {
    const [issue] = error.issues
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`
    const reason = `${issue?.message ?? 'no reason given'}${where}`
    return reject('unreadable', `its ${RECEIPT_NAME} cannot be read (${reason})`)
  }
  if (facts.id !== id || facts.fileName !== csvName(id))
    return reject('foreign', `its ${RECEIPT_NAME} is about another dataset, ${facts.id}`)
  return { dataset: { ...facts, ...ALWAYS, pagesDone: facts.pagesTotal ?? 0 }, problem: null }
}

function reject(kind: NoReceipt['kind'], problem: string): NoReceipt {
  return { dataset: null, problem, kind }
}

/** Undefined for what is no JSON: no receipt either. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
