/** Which machine this process runs on. */
import 'server-only'
import { readFile } from 'node:fs/promises'
import os from 'node:os'

export interface Machine {
  host: string
  /** Empty where the system has none. */
  bootId: string
}

/** Linux gives each boot of a machine an id; containers on one machine share it, but have host names of their own. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id'

export async function describeMachine(): Promise<Machine> {
  const bootId = await readFile(BOOT_ID, 'utf8').catch(() => '')
  return { host: os.hostname(), bootId: bootId.trim() }
}

/** False only if nothing suggests that they are one machine: a machine keeps its name when it is restarted. */
export function isSameMachine(one: Machine, other: Machine): boolean {
  return one.host === other.host || (one.bootId !== '' && one.bootId === other.bootId)
}
