/** strace: sees, and strikes at, the system calls of a Holocron. */
import path from 'node:path'

/** Calls that change a disk, or make a change last. */
export const DISK_CALLS = [
  'write',
  'pwrite64',
  'fsync',
  'rename',
  'mkdir',
  'unlink',
  'rmdir',
  'ftruncate',
] as const

export type DiskCall = (typeof DISK_CALLS)[number]

/** One thread does all that Node does with files, so that calls come in the same order each time. */
export const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' }

/** Written to `log`: each call with the paths of its files. */
export function traceTo(log: string, ...others: string[]): string[] {
  // Without --seccomp-bpf, which would let all calls through that are to be struck at.
  return ['strace', '-f', '-y', '-s', '0', '-o', log, '-e', `trace=${DISK_CALLS.join()}`, ...others]
}

/** Sends a signal when a thread makes this call for the `when`-th time; the call itself is not made then, if it kills. */
export function strikeAt(log: string, call: DiskCall, when: number, signal: 'KILL' | 'STOP'): string[] {
  return traceTo(log, '-e', `inject=${call}:signal=${signal}:when=${when}`)
}

export interface SystemCall {
  thread: string
  name: string
  /** The text between its brackets. */
  input: string
  /** Numbers of the lines where it began and where it ended. */
  began: number
  ended: number
  failed: boolean
  /** How often its thread had made it by then, this time included. */
  nth: number
}

/** The calls of a trace in the order in which they began; those that another thread interrupted are put together. */
export function readTrace(text: string): SystemCall[] {
  const calls: SystemCall[] = []
  const open = new Map<string, SystemCall>()
  const times = new Map<string, number>()
  for (const [line, content] of text.split('\n').entries()) {
    const begun = /^(\d+) +(\w+)\((.*?)(?:\) += (-?\d+|\?).*| <unfinished \.\.\.>)$/.exec(content)
    const resumed = /^(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\d+|\?)/.exec(content)
    if (begun) {
      const [, thread = '', name = '', input = '', result] = begun
      const nth = (times.get(`${thread} ${name}`) ?? 0) + 1
      times.set(`${thread} ${name}`, nth)
      const call = {
        thread,
        name,
        input,
        began: line,
        ended: line,
        failed: result?.startsWith('-') ?? false,
        nth,
      }
      calls.push(call)
      if (result === undefined) open.set(thread, call)
    } else if (resumed) {
      const [, thread = '', , result = ''] = resumed
      Object.assign(open.get(thread) ?? {}, { ended: line, failed: result.startsWith('-') })
      open.delete(thread)
    }
  }
  return calls
}

/** True for a call on something inside this folder. */
export function concerns({ input }: SystemCall, folder: string): boolean {
  return input.includes(path.resolve(folder))
}
