import fs from 'node:fs'
import path from 'node:path'
import { root } from './run.mjs'

/**
 * What of package-lock.json is in node_modules: `all`, `runtime` when only packages for development are missing, or
 * `nothing` when others are. npm writes what it installed to node_modules/.package-lock.json last, so an interrupted
 * install counts as nothing.
 */
export function readInstalled() {
  const wanted = readPackages('package-lock.json')
  const present = readPackages('node_modules/.package-lock.json')
  if (!wanted) throw new Error('package-lock.json is missing or not readable.')
  if (!present) return 'nothing'
  const missing = Object.entries(wanted).filter(([name, entry]) => {
    if (name === '' || entry.link) return false
    const found = present[name]
    // Optional packages for other platforms may be absent.
    if (!found) return !entry.optional
    return found.version !== entry.version || !runsHere(found)
  })
  if (missing.length === 0) return 'all'
  return missing.every(([name, { dev }]) => dev && !present[name]) ? 'runtime' : 'nothing'
}

/** False for a node_modules folder from another platform, for instance a mounted one. */
function runsHere({ os }) {
  return !os || os.includes(process.platform) || os.some((name) => name.startsWith('!'))
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages
  } catch {
    return undefined
  }
}
