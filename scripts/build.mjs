import { buildNow, ensureClients, ensureDependencies } from './prepare.mjs'
import { main } from './shared/run.mjs'

// npm run build: builds even when nothing changed; npm start and npm test build when needed.
await main(async () => {
  await ensureDependencies()
  await ensureClients()
  await buildNow()
})
