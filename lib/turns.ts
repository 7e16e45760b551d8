import 'server-only'
import pLimit from 'p-limit'

const line = pLimit(1)

/**
 * Waits for a turn of the event loop of its own. Answering is some milliseconds of Node's only thread: what many ask for
 * at once would otherwise be begun in one go, and everything else, the health check too, wait for all of it.
 */
export function takeTurn(): Promise<void> {
  return line(() => new Promise((resolve) => setImmediate(resolve)))
}
