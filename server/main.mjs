/** `node server/main.mjs`: the server alone, for containers and supervisors. SIGTERM is how they ask for a stop: a success. */
import { readAddress } from '../scripts/shared/address.mjs'
import { runServer } from './run.mjs'

try {
  const address = readAddress(process.env.NODE_ENV === 'development' ? 'development' : 'production')
  await runServer(address, (signal) => process.exit(signal === 'SIGINT' ? 130 : 0))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
