/**
 * Which datasets people see: all but those that were deleted and can still be restored (lib/datasets/keeping). Every
 * query of datasets contains one of these, or says in visible.test.ts why it does not.
 */
import 'server-only'
import { Prisma } from '@/lib/generated/sqlite/client'

export const VISIBLE = { deletedAt: null } as const

export const VISIBLE_SQL = Prisma.sql`"deletedAt" IS NULL`
