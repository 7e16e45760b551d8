import 'server-only'
import { connection } from '@/lib/connection'

/**
 * Says that the response to this request depends on nothing but the request and a state (lib/kept-answers/state.ts): it may be sent again while both are the same. Called before the response begins.
 */
export function keepAnswer(state: string): void {
  const current = connection()
  if (current !== null) current.answerState = state
}
