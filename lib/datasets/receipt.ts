/**
 * `dataset.json`: everything the database records about a dataset, in the dataset's folder, so that the
 * folder can be copied, archived and adopted by another database. Publishing puts it in place before the
 * database says `ready`.
 */
import 'server-only'
import { z } from 'zod'
import { csvName, RECEIPT_NAME } from '@/lib/datasets/files'
import { RESOURCE } from '@/lib/datasets/model/columns'
import { PAST_STATUSES, SOURCE_SHAPES, type Dataset } from '@/lib/datasets/model/dataset'
import { isLabel } from '@/lib/datasets/model/label'
import { isNote } from '@/lib/datasets/model/keeping/note'
import { objectsSchema } from '@/lib/datasets/objects'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'

/** Increased when an older version could misread what a newer one writes. Not needed for added fields. */
const FORMAT = 1

const formatSchema = z.object({ format: z.number() })

const time = z.coerce.date()
const count = z.number().int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const sourceFailures = z.array(z.object({ source: z.string(), reason: z.string() }))

const pastAttemptSchema = z.object({
  number: count,
  status: z.enum(PAST_STATUSES),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  source: z.string().nullable(),
  error: z.string().nullable(),
  sourceFailures,
})

const receiptSchema = z.object({
  id: z.string(),
  resource: z.literal(RESOURCE.path),
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
  /** Null for datasets made by versions that did not record it. */
  parquetSha256: sha256.nullable(),
  /** Only in a bucket: where the two files are. */
  objects: objectsSchema.optional(),
  requests: count,
  retries: count,
  pagesTotal: count.nullable(),
  warnings: z.array(z.string()),
  sourceFailures,
  attempt: z.number().int().positive(),
  pastAttempts: z.array(pastAttemptSchema),
  /** Those with a default are not in receipts from earlier versions. */
  label: z.string().refine(isLabel, 'not a label').nullable().default(null),
  note: z.string().refine(isNote, 'not a note').nullable().default(null),
  pinned: z.boolean().default(false),
  deletedAt: time.nullable().default(null),
})

/** The remaining fields of a row, which are the same for every ready dataset. */
const ALWAYS = {
  status: 'ready',
  phase: 'assembling',
  error: null,
  problem: null,
  contentHash: null,
  sameAs: null,
} as const

/** Why a folder has no usable receipt, worded as the middle of a sentence: "it has no dataset.json". */
export interface NoReceipt {
  dataset: null
  problem: string
  /** `foreign`: for another dataset, or written by a newer version. */
  kind: 'missing' | 'unreadable' | 'foreign'
}

export type ReadReceipt = { dataset: Dataset; problem: null } | NoReceipt

/** The text of a ready dataset's `dataset.json`. */
export function formatReceipt(dataset: Dataset): string {
  const { objects = undefined, ...facts } = dataset
  return writeJson({ format: FORMAT, ...receiptSchema.parse({ ...facts, ...(objects && { objects }) }) })
}

function writeJson(receipt: object): string {
  return `${JSON.stringify(receipt, null, 2)}\n`
}

export async function writeReceipt(file: string, dataset: Dataset): Promise<void> {
  await storage.writeText(file, formatReceipt(dataset))
}

/** Replaces the `dataset.json` of a ready dataset, unless `isWanted` then returns false. */
export async function replaceReceipt(dataset: Dataset, isWanted: () => Promise<boolean>): Promise<void> {
  await storage.replaceFile(dataset.id, RECEIPT_NAME, async (file) => {
    await writeReceipt(file, dataset)
    return isWanted()
  })
}

/** What can be said about a dataset once it is ready. */
export type Amendments = Partial<Pick<Dataset, 'label' | 'note' | 'pinned' | 'deletedAt'>>

/**
 * Changes this in the `dataset.json` of a ready dataset, and nothing else: what a later version added stays. One that is
 * missing, or not this dataset's, is left as it is; verifying reports it.
 */
export async function amendReceipt(id: string, amendments: Amendments): Promise<void> {
  const text = await storage.readDatasetText(id, RECEIPT_NAME)
  if (text === null || parseReceipt(id, text).dataset === null) return
  const json = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  await storage.replaceFile(id, RECEIPT_NAME, async (file) => {
    await storage.writeText(file, writeJson({ ...json, ...amendments }))
    return true
  })
}

/** The same, but a failure of the disk is only logged. */
export async function tryToAmendReceipt(id: string, amendments: Amendments): Promise<void> {
  await amendReceipt(id, amendments).catch((error: unknown) => {
    log.warn({ err: error, datasetId: id }, `its ${RECEIPT_NAME} could not be changed`)
  })
}

/** Reads the receipt in the folder of a dataset, without checking the files next to it. */
export async function readReceipt(id: string): Promise<ReadReceipt> {
  const text = await storage.readDatasetText(id, RECEIPT_NAME)
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
    return reject('foreign', `its ${RECEIPT_NAME} is for another dataset, ${facts.id}`)
  return { dataset: { ...facts, ...ALWAYS, pagesDone: facts.pagesTotal ?? 0 }, problem: null }
}

function reject(kind: NoReceipt['kind'], problem: string): NoReceipt {
  return { dataset: null, problem, kind }
}

/** Undefined for invalid JSON, which is not a receipt either. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
