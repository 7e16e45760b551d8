import pLimit from 'p-limit'

/**
 * The result if it arrives in time, otherwise null. The work itself continues: the caller may keep waiting for the promise,
 * and has to handle a late failure.
 */
export async function arriveWithin<T>(milliseconds: number, answer: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

const line = pLimit(1)

/**
 * Waits for its own turn of the event loop. A response takes some milliseconds of Node's only thread: otherwise, many
 * concurrent ones would all start in one go, and everything else, including the health check, would wait for them.
 */
export function yieldToEventLoop(): Promise<void> {
  return line(() => new Promise((resolve) => setImmediate(resolve)))
}
