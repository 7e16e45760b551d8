import fs from 'node:fs'
import path from 'node:path'
import { root } from './run.mjs'

/**
 * Whether node_modules contains what package-lock.json lists. npm writes what it installed to
 * node_modules/.package-lock.json last, so an interrupted install counts as missing.
 */
export function isInstalled() {
  const wanted = readPackages('package-lock.json')
  const present = readPackages('node_modules/.package-lock.json')
  if (!wanted) throw new Error('package-lock.json is missing or not readable.')
  if (!present) return false
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '' || entry.link) return true
    const found = present[name]
    // Optional packages for other platforms may be absent.
    if (!found) return Boolean(entry.optional)
    return found.version === entry.version && runsHere(found)
  })
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
