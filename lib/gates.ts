/** What every request passes before Next.js sees it, in this order. */
import 'server-only'
import { addGate } from '@/lib/connection'
import { readForwarded } from '@/lib/gates/forwarded'
import { checkHost } from '@/lib/gates/hosts'
import { checkMethod } from '@/lib/gates/methods'
import { explainOutdatedForms } from '@/lib/gates/outdated'

export function setUpGates(): void {
  for (const gate of [readForwarded, checkHost, checkMethod, explainOutdatedForms]) addGate(gate)
}
