import fs from 'node:fs'
import path from 'node:path'
import { root } from './run.mjs'

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes what it installed to
 * node_modules/.package-lock.json as its last act, so an interrupted install counts as missing.
 */
export function isInstalled() {
  const wanted = readPackages('package-lock.json')
  const present = readPackages('node_modules/.package-lock.json')
  if (!wanted) throw new Error('package-lock.json is missing or not readable.')
  if (!present) return false
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '' || entry.link) return true
    const found = present[name]
    // Optional packages of other platforms are rightly absent.
    if (!found) return Boolean(entry.optional)
    return found.version === entry.version && runsHere(found)
  })
}

/** False for a node_modules that came from another platform, for instance through a mounted folder. */
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
