import 'server-only'
import { hasInstance } from '@/lib/duckdb/lanes'

/**
 * Gives back to the system what the process has freed, and the C library keeps: glibc does so apart for each thread, which may
 * be 150 MB after a busy hour. Node.js has no function for it. DuckDB calls it at the end of an instance
 * (`Allocator::FlushAll`, `malloc_trim`), here of an empty one: 15 ms beside this thread, and 3 to 25 ms in it. Does nothing
 * where DuckDB has not been needed yet; with another C library, nothing is given back.
 */
export async function releaseFreeMemory(): Promise<void> {
  if (!hasInstance()) return
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const empty = await DuckDBInstance.create(':memory:', { threads: '1' })
  empty.closeSync()
}
