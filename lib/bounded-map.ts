/** Keeps the most recently used values, as long as all of them together take no more memory than allowed. */
export class BoundedMap<V extends { byteSize: number }> {
  /** Least recently used first. */
  private readonly values = new Map<string, V>()
  private total = 0

  /** @param mostBytes what all values may take together */
  constructor(private readonly mostBytes: number) {}

  /** Counts as a use. */
  get(key: string): V | undefined {
    const value = this.values.get(key)
    if (value === undefined) return undefined
    this.values.delete(key)
    this.values.set(key, value)
    return value
  }

  /** Removes others to make room; false when the value alone takes too much. */
  set(key: string, value: V): boolean {
    if (value.byteSize > this.mostBytes) return false
    this.delete(key)
    this.values.set(key, value)
    this.total += value.byteSize
    for (const oldest of this.values.keys()) {
      if (this.total <= this.mostBytes) break
      this.delete(oldest)
    }
    return true
  }

  /** What all values take now, in bytes. */
  get byteSize(): number {
    return this.total
  }

  private delete(key: string): void {
    this.total -= this.values.get(key)?.byteSize ?? 0
    this.values.delete(key)
  }
}
