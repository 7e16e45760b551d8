import fs from 'node:fs'
import path from 'node:path'
import util from 'node:util'
import { root } from './run.mjs'

/**
 * The settings from .env files, in Next.js's order of precedence (the most specific file wins).
 * Next.js reads these files itself; this is for settings needed outside it, such as the port.
 */
export function readEnvFiles(mode = 'production') {
  const names = ['.env', `.env.${mode}`, '.env.local', `.env.${mode}.local`]
  const files = names.map((name) => path.join(root, name)).filter((file) => fs.existsSync(file))
  return Object.assign({}, ...files.map((file) => util.parseEnv(fs.readFileSync(file, 'utf8'))))
}
