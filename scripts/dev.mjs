import { ensureAllDependencies, ensureClients } from './prepare.mjs'
import { assertPortFree, readAddress } from './shared/address.mjs'
import { main } from './shared/run.mjs'
import { serve } from './shared/server.mjs'

// npm run dev: the development server, which rebuilds when files change.
await main(async () => {
  const address = readAddress('development')
  await assertPortFree(address, 'npm run dev')
  await ensureAllDependencies()
  await ensureClients()
  return serve(address, 'development')
})
