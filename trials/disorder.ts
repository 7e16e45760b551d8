/** Checks the order of writes in a trace of system calls: bytes before names, names before the database. */
import path from 'node:path'
import type { SystemCall } from './strace'

/** Describes what is out of order in the trace of a whole download. */
export function findOrderProblem(calls: SystemCall[], storageDir: string): string[] {
  const faults: string[] = []
  const datasets = path.join(storageDir, 'datasets')
  const isCall = (call: SystemCall, name: string, file: string): boolean =>
    call.name === name && !call.failed && call.input.includes(`<${file}>`)
  const moves = calls.filter(
    ({ name, input, failed }) => name === 'rename' && !failed && input.includes(`"${datasets}/`),
  )
  if (moves.length !== 3) faults.push(`${moves.length} files were moved to datasets/, not three`)
  for (const move of moves) {
    const [, from = '', to = ''] = /"([^"]+)", "([^"]+)"/.exec(move.input) ?? []
    const file = path.basename(to)
    const writes = calls.filter((call) => isCall(call, 'write', from) || isCall(call, 'pwrite64', from))
    const lastWrite = Math.max(...writes.map(({ ended }) => ended))
    const syncs = calls.filter((call) => isCall(call, 'fsync', from))
    if (writes.length === 0) faults.push(`${file} was moved without having been written`)
    if (!syncs.some(({ began, ended }) => began > lastWrite && ended < move.began))
      faults.push(`${file} was moved before it was synced to disk`)
  }
  const lastMove = Math.max(...moves.map(({ ended }) => ended))
  const folder = path.dirname(/, "([^"]+)"/.exec(moves[0]?.input ?? '')?.[1] ?? '')
  const [own, above] = [folder, datasets].map((each) =>
    calls.find((call) => isCall(call, 'fsync', each) && call.began > lastMove),
  )
  if (!own || !above) return [...faults, 'the folders were not synced after the move']
  const log = `${path.join(storageDir, 'holocron.db')}-wal`
  const safe = Math.max(own.ended, above.ended)
  const tooEarly = calls.some(
    (call) =>
      isCall(call, 'pwrite64', log) &&
      call.began > Math.min(...moves.map(({ began }) => began)) &&
      call.began < safe,
  )
  if (tooEarly) faults.push('the database was written before the names were synced to disk')
  const commit = calls.find((call) => isCall(call, 'pwrite64', log) && call.began > safe)
  const commitSync = commit && calls.find((call) => isCall(call, 'fsync', log) && call.began > commit.ended)
  if (!commitSync) faults.push('the database was not synced after it recorded "ready"')
  const parts = calls.filter(
    ({ name, input, failed }) =>
      name === 'unlink' && !failed && input.includes('/parts/') && !input.includes('.tmp'),
  )
  if (commitSync && parts.some(({ began }) => began < commitSync.ended))
    faults.push('parts were removed before the dataset was safe')
  return faults
}
