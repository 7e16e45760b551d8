import 'server-only'
import { databaseVersion } from '@/lib/db/version'

/** Values read from the database, kept for as long as nothing in it changes; the least recently used go first. */
export class KeptReads<V> {
  private version: string | null = null
  private readonly values = new Map<string, V>()

  /**
   * @param size how many values are kept
   * @param isLasting false for values that change with time, or otherwise without a write: they are read each time
   */
  constructor(
    private readonly size: number,
    private readonly isLasting: (value: V) => boolean = () => true,
  ) {}

  /**
   * The value for a key, as the database has it now.
   * @throws whatever `read` throws, or DatabaseAwayError
   */
  async get(key: string, read: () => Promise<V>): Promise<V> {
    const version = await databaseVersion()
    if (version === null) return read()
    if (version !== this.version) {
      this.version = version
      this.values.clear()
    }
    const known = this.values.get(key)
    if (known !== undefined) {
      this.keep(key, known)
      return known
    }
    const value = await read()
    // Otherwise something was written meanwhile, perhaps after this was read.
    if (this.version === version && this.isLasting(value)) this.keep(key, value)
    return value
  }

  private keep(key: string, value: V): void {
    this.values.delete(key)
    this.values.set(key, value)
    for (const oldest of this.values.keys()) {
      if (this.values.size <= this.size) break
      this.values.delete(oldest)
    }
  }
}
