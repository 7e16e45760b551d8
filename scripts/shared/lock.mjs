import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './run.mjs'

// Outside the repository, because `npm ci` and `next build` empty the folders they write to.
const file = path.join(
  os.tmpdir(),
  `holocron-prepare-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`,
)

/** Longer than any install or build; guards against a reused process id. */
const STALE_AFTER_MS = 30 * 60 * 1000

/** Runs `work` while no other process on this machine prepares the same folder. */
export async function withLock(work) {
  while (!tryLock()) await sleep(200)
  try {
    return await work()
  } finally {
    fs.rmSync(file, { force: true })
  }
}

function tryLock() {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    removeStale()
    return false
  }
}

/** A lock is stale when its owner is gone. Moving it away first lets only one waiter remove it. */
function removeStale() {
  try {
    const owner = Number(fs.readFileSync(file, 'utf8'))
    const age = Date.now() - fs.statSync(file).mtimeMs
    // An empty file is a lock that is just being written, unless it stays empty.
    const stale = owner ? !isRunning(owner) || age > STALE_AFTER_MS : age > 5000
    if (!stale) return
    const moved = `${file}.${process.pid}`
    fs.renameSync(file, moved)
    fs.rmSync(moved, { force: true })
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM' // it runs, under another user
  }
}
