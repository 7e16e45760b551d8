import { ensureBuild, ensureClients, ensureDependencies } from './prepare.mjs'
import { assertPortFree, readAddress } from './shared/address.mjs'
import { main } from './shared/run.mjs'
import { serve, serveHere } from './shared/server.mjs'

// npm start: everything from a fresh clone to a running server, which is this process: another would take 60 MB more.
await main(async () => {
  const address = readAddress('production')
  // Before the install and the build, so that the user learns immediately if the port is taken.
  await assertPortFree(address, 'npm start')
  await ensureDependencies()
  await ensureClients()
  await ensureBuild()
  // On Windows, libuv does not see variables that were set after the process started.
  return process.platform === 'win32' ? serve(address, 'production') : serveHere(address, 'production')
})
