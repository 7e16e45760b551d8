/** `node server/check-health.mjs`: exits with 0 while the server on this machine is alive, for container engines. */
import { readAddress, toLocalUrl } from '../scripts/shared/address.mjs'

const WITHIN_MS = 4_000

const response = await fetch(`${toLocalUrl(readAddress('production'))}/api/health`, {
  signal: AbortSignal.timeout(WITHIN_MS),
}).catch(() => null)
process.exitCode = response?.status === 200 ? 0 : 1
