import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'

/**
 * The SQL that migrates one set of models to another, for `sqlite` or `postgresql`; empty models stand for
 * an empty database. Prisma's engine generates it, in its WebAssembly build: no database or native engine
 * is needed.
 */
export async function diffModels(provider, from, to) {
  const { SchemaEngine } = await loadEngine()
  const adapter = bindMigrationAwareSqlAdapterFactory(
    provider === 'sqlite' ? new PrismaLibSql({ url: ':memory:' }) : postgresqlStandIn,
  )
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, adapter)
  const { stdout } = await engine.diff({
    from: from === '' ? { tag: 'empty' } : toDatamodel(provider, from),
    to: toDatamodel(provider, to),
    script: true,
    exitCode: true,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  return stdout ?? ''
}

function toDatamodel(provider, models) {
  const content = `datasource db {\n  provider = "${provider}"\n}\n\n${models}`
  return { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] }
}

let engineModule

/** Loaded once: the glue code holds one instance, and a second would replace it while the first is in use. */
function loadEngine() {
  return (engineModule ??= instantiateEngine())
}

/** The package's entry needs a bundler that supports `import … from '*.wasm'`; Node needs these steps. */
async function instantiateEngine() {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const compiled = new WebAssembly.Module(fs.readFileSync(path.join(folder, 'schema_engine_bg.wasm')))
  const instance = new WebAssembly.Instance(compiled, { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return glue
}

/** Comparing models reads no database, but the engine queries the server's version before it starts. */
const connection = {
  provider: 'postgres',
  adapterName: 'stand-in',
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  queryRaw: async () => ({
    columnNames: ['exists', 'version', 'numeric_version'],
    columnTypes: [5, 7, 0], // boolean, text, 32-bit integer
    rows: [[true, 'PostgreSQL 15.0', 150000]],
  }),
  executeRaw: async () => 0,
  executeScript: async () => {},
  startTransaction: async () => {
    throw new Error('Comparing models must not touch a database.')
  },
  dispose: async () => {},
}

const postgresqlStandIn = {
  provider: 'postgres',
  adapterName: 'stand-in',
  connect: async () => connection,
  connectToShadowDb: async () => connection,
}
