/**
 * Yields what `readNext` reads, and reads the next while it is used. Ends no sooner than the last read, so that a connection
 * can be closed afterwards.
 * @throws what `readNext` throws
 */
export async function* readAhead<T>(
  readNext: () => Promise<IteratorResult<T, void>>,
): AsyncGenerator<T, void> {
  let reading = readNext()
  try {
    for (;;) {
      const { value, done } = await reading
      if (done) return
      reading = readNext()
      // It is awaited later.
      reading.catch(() => undefined)
      yield value
    }
  } finally {
    await reading.catch(() => undefined)
  }
}
