/** Small file systems that can be filled, grown and made read-only. */
import { execFileSync, spawnSync } from 'node:child_process'

const mounted = new Set<string>()

export function mountTmpfs(folder: string, kilobytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'holocron-trial', folder])
  mounted.add(folder)
}

/** `size=…k`, `ro` or `rw`. Throws if the system does not allow it at the moment. */
export function remount(folder: string, option: string): void {
  execFileSync('mount', ['-o', `remount,${option}`, folder], { stdio: 'pipe' })
}

/** Leaves so much room. Tried again when more is in use by then: a file system never gets smaller than its files. */
export function leaveRoom(folder: string, kilobytes: number, tries = 10): void {
  try {
    remount(folder, `size=${usedKilobytes(folder) + kilobytes}k`)
  } catch (error) {
    if (tries === 1) throw error
    leaveRoom(folder, kilobytes, tries - 1)
  }
}

function usedKilobytes(folder: string): number {
  return Number(execFileSync('df', ['-k', '--output=used', folder], { encoding: 'utf8' }).split('\n')[1])
}

export function unmount(folder: string): void {
  if (!mounted.delete(folder)) return
  spawnSync('umount', ['-l', folder])
}

export function unmountAll(): void {
  for (const folder of [...mounted]) unmount(folder)
}
