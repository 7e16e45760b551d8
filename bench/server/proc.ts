/** What Linux reports about a process. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** In MB. */
export interface Memory {
  now: number
  peak: number
}

/** Null without /proc. */
export function readMemory(pid: number | undefined): Memory | null {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return null
  const status = readFileSync(file, 'utf8')
  const read = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { now: read('VmRSS'), peak: read('VmHWM') }
}

/**
 * Processor time in milliseconds that the threads of a process and of its children have used; NaN without /proc.
 * From the scheduler: `/proc/PID/stat` counts in hundredths of a second, more than most requests need.
 */
export function readProcessorMs(pid: number | undefined): number {
  if (pid === undefined || !existsSync(`/proc/${pid}/schedstat`)) return NaN
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const read = (file: string): string => readFileSync(`/proc/${pid}/task/${thread}/${file}`, 'utf8')
    try {
      nanoseconds += Number(read('schedstat').split(' ')[0])
      for (const child of read('children').split(' ').filter(Boolean))
        nanoseconds += (readProcessorMs(Number(child)) || 0) * 1e6
    } catch {
      // It has ended meanwhile.
    }
  }
  return nanoseconds / 1e6
}

/** The same of one process and without its children, in steps of 10 ms, but with the threads that have ended. */
export function readTotalProcessorMs(pid: number | undefined): number {
  if (pid === undefined || !existsSync(`/proc/${pid}/stat`)) return NaN
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in parentheses, may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = fields.slice(11, 13).map(Number)
  return ((user ?? NaN) + (system ?? NaN)) * 10
}
