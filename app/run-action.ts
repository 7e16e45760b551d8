/** What all server actions share: the fields of their forms, access checks, and messages for failures. */
import 'server-only'
import { revalidatePath } from 'next/cache'
import type { ActionState } from '@/components/action-form'
import { assertMayAct } from '@/lib/access/pages'
import { whileClientWaits } from '@/lib/db/deadline'
import { AppError, describeSystemError, userMessage } from '@/lib/errors'
import { log } from '@/lib/log'

/** What an action says: that all went well, unless it says otherwise. */
type ActionResult = Omit<ActionState, 'ok'> & Partial<Pick<ActionState, 'ok'>>

/** Authorizes and runs an action. Expected failures become messages; others are logged, without details. */
export async function runAction(task: () => Promise<string | ActionResult>): Promise<ActionState> {
  try {
    await assertMayAct()
    const result = await whileClientWaits(task)
    return { ok: true, ...(typeof result === 'string' ? { message: result } : result) }
  } catch (failure) {
    const error = describeSystemError(failure)
    if (!(error instanceof AppError)) log.error({ err: failure }, 'an action failed')
    return { ok: false, message: userMessage(error) }
  } finally {
    revalidatePath('/', 'layout')
  }
}

/** Null when it was not sent; a hand-made call may have no form at all. */
export function readField(form: unknown, name: string): string | null {
  const value = form instanceof FormData ? form.get(name) : null
  return value instanceof File ? '' : value
}

/** Every value of a field. */
export function readFields(form: unknown, name: string): string[] {
  const values = form instanceof FormData ? form.getAll(name) : []
  return values.filter((value) => typeof value === 'string')
}
