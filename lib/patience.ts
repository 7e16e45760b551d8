/**
 * The answer when it comes in time, else null. The work itself goes on: whoever holds the promise may wait for it
 * further, and is the one to hear of a failure that comes late.
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
