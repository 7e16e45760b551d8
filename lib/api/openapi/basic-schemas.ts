/** What the schemas of the API are made of. */
import { z } from 'zod'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'

export const count = z.int().min(0)
export const time = z.iso.datetime()

/** A value for each column, some of which may be left out. */
export const cells = Object.fromEntries(DATASET_COLUMNS.map((column) => [column, z.string().optional()]))

export const columnSchema = z.enum(DATASET_COLUMNS)

export const rowSchema = z.strictObject(cells).describe('The requested columns; all by default.')
