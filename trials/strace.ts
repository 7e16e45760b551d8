/** strace: records the system calls of a Holocron, and sends it signals at them. */
import path from 'node:path'

/** Calls that change a disk, or make a change durable. */
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

/** One thread performs all of Node's file operations, so that calls come in the same order each time. */
export const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' }

/** Writes each call with the paths of its files to `log`. */
export function traceTo(log: string, ...others: string[]): string[] {
  // Without --seccomp-bpf, which would skip the calls that signals are injected at.
  return ['strace', '-f', '-y', '-s', '0', '-o', log, '-e', `trace=${DISK_CALLS.join()}`, ...others]
}

/** Sends a signal when a thread makes this call for the `when`-th time; SIGKILL prevents the call itself. */
export function strikeAt(log: string, call: DiskCall, when: number, signal: 'KILL' | 'STOP'): string[] {
  return traceTo(log, '-e', `inject=${call}:signal=${signal}:when=${when}`)
}

export interface SystemCall {
  thread: string
  name: string
  /** The text between its parentheses. */
  input: string
  /** The lines where it began and ended. */
  began: number
  ended: number
  failed: boolean
  /** How often its thread has made it so far, including this time. */
  nth: number
}

/** The calls of a trace in the order in which they began; calls interrupted by another thread are joined. */
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

/** True for a call on a path inside this folder. */
export function concerns({ input }: SystemCall, folder: string): boolean {
  return input.includes(path.resolve(folder))
}
