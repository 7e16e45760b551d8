import fs from 'node:fs'
import path from 'node:path'
import { ensureAllDependencies } from './prepare.mjs'
import { main, ScriptError } from './shared/run.mjs'

const MODELS = 'prisma/models.prisma'
/** The models as of the newest migration, which the next one is compared with. */
const MIGRATED = 'prisma/migrations/models.prisma'

// npm run migration -- name: writes the SQL from the last migrated models to the current ones, for both.
await main(async ([name]) => {
  if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name ?? '')) {
    throw new ScriptError('Give the migration a lowercase name: npm run migration -- add_labels')
  }
  await ensureAllDependencies()
  // Imported only now, because it needs the packages that were just installed.
  const { diffModels } = await import('./shared/schema-diff.mjs')

  const models = fs.readFileSync(MODELS, 'utf8')
  const migrated = fs.existsSync(MIGRATED) ? fs.readFileSync(MIGRATED, 'utf8') : ''
  const scripts = {}
  for (const provider of ['sqlite', 'postgresql']) {
    scripts[provider] = await diffModels(provider, migrated, models)
  }
  if (Object.values(scripts).every(isEmpty)) {
    console.log(`${MODELS} has not changed since the last migration.`)
    return 0
  }
  const folder = `${timestamp()}_${name}`
  for (const [provider, sql] of Object.entries(scripts)) write(provider, folder, sql)
  fs.writeFileSync(MIGRATED, models)
  return 0
})

/** Both databases get every migration, even an empty one, so that their histories stay the same. */
function write(provider, folder, sql) {
  const file = path.join('prisma', 'migrations', provider, folder, 'migration.sql')
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, sql)
  console.log(`Wrote ${file}`)
}

/** Prisma's format, 20260131235959, so that names sort by time. */
function timestamp() {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14)
}

/** With nothing to do, the engine returns a comment saying so. */
function isEmpty(sql) {
  return sql.split('\n').every((line) => line.trim() === '' || line.startsWith('--'))
}
