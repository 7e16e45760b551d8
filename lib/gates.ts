/** What every request passes before Next.js sees it, in this order. */
import 'server-only'
import { addGate } from '@/lib/connection'
import { readForwarded } from '@/lib/gates/forwarded'
import { checkHost } from '@/lib/gates/hosts'
import { standInLine } from '@/lib/gates/line'
import { checkMethod } from '@/lib/gates/methods'
import { explainOutdatedForms } from '@/lib/gates/outdated'
import { limitStreams } from '@/lib/gates/streams'

export function setUpGates(): void {
  for (const gate of [standInLine, readForwarded, checkHost, checkMethod, limitStreams, explainOutdatedForms])
    addGate(gate)
}
