/** Keeps the most recently used values, as long as all of them together take no more memory than allowed. */
export class BoundedMap<V extends { byteSize: number }> {
  /** Least recently used first. */
  private readonly values = new Map<string, V>()

  /** @param mostBytes what all values may take together */
  constructor(private readonly mostBytes: number) {}

  /** Counts as a use. */
  get(key: string): V | undefined {
    const value = this.values.get(key)
    if (value !== undefined) this.moveToEnd(key, value)
    return value
  }

  /** Removes others to make room; false when the value alone takes too much. */
  set(key: string, value: V): boolean {
    if (value.byteSize > this.mostBytes) return false
    this.moveToEnd(key, value)
    let excess = this.byteSize - this.mostBytes
    for (const [oldest, { byteSize }] of this.values) {
      if (excess <= 0) break
      this.values.delete(oldest)
      excess -= byteSize
    }
    return true
  }

  /** What all values take now, in bytes. */
  get byteSize(): number {
    let total = 0
    for (const { byteSize } of this.values.values()) total += byteSize
    return total
  }

  private moveToEnd(key: string, value: V): void {
    this.values.delete(key)
    this.values.set(key, value)
  }
}
