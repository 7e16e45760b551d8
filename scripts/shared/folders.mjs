import fs from 'node:fs'
import path from 'node:path'

/** A folder with more files than this, including tests, covers several subjects. */
const MAX_FILES = 20

const GENERATED = path.join('lib', 'generated')

/**
 * The folders below `roots` with too many files, and how many each has.
 *
 * @type {(roots: string[]) => { folder: string, files: number }[]}
 */
export function findCrowdedFolders(roots) {
  return roots.flatMap((folder) => {
    if (folder === GENERATED) return []
    const entries = fs.readdirSync(folder, { withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).length
    const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name))
    return [...(files > MAX_FILES ? [{ folder, files }] : []), ...findCrowdedFolders(below)]
  })
}
