/** The program of the thread that reads many pages, as the build makes it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { endReaderThread } from '@/lib/swapi/thread/fetch-in-thread'

const FOLDER = path.resolve('node_modules/.cache/holocron')

mkdirSync(FOLDER, { recursive: true })
const folder = mkdtempSync(path.join(FOLDER, 'thread-'))

/** The file, once `setUpThreadProgram` has made it. */
export const THREAD_PROGRAM_FILE = path.join(folder, 'program.cjs')

/** Makes it before a file's tests, and ends the thread after them. Call it at the top. */
export function setUpThreadProgram(): void {
  beforeAll(() => {
    const script = `const { buildThreadProgram } = await import('./scripts/shared/build-thread-program.mjs')
      await buildThreadProgram(${JSON.stringify(THREAD_PROGRAM_FILE)})`
    execFileSync(process.execPath, ['--input-type=module', '--eval', script])
  })
  afterAll(() => {
    endReaderThread()
    rmSync(folder, { recursive: true, force: true })
  })
}
