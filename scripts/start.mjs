import { ensureBuild, ensureClients, ensureDependencies } from './prepare.mjs'
import { assertPortFree, readAddress } from './shared/address.mjs'
import { main } from './shared/run.mjs'
import { serve } from './shared/server.mjs'

// npm start: everything from a fresh clone to a running server.
await main(async () => {
  const address = readAddress('production')
  // Before the install and the build, so that the user learns immediately if the port is taken.
  await assertPortFree(address, 'npm start')
  await ensureDependencies()
  await ensureClients()
  await ensureBuild()
  return serve(address, { NODE_ENV: 'production' })
})
