/** Reads JSON from the API in the browser. */

/** Longer than any query may take; without it, a server that never answers would keep a visitor waiting for ever. */
export const DEADLINE_MS = 60_000

/**
 * The JSON of an answer. `signal` gives it up.
 * @throws Error with a sentence for the visitor, or what aborted `signal`
 */
export async function fetchJson(
  href: string,
  signal: AbortSignal,
  deadlineMs = DEADLINE_MS,
): Promise<unknown> {
  const deadline = AbortSignal.timeout(deadlineMs)
  try {
    const response = await fetch(href, { signal: AbortSignal.any([signal, deadline]) })
    const answer = parse(await response.text())
    if (!response.ok) throw new Error(readMessage(answer) ?? SILENT)
    if (answer === null) throw new Error('The server’s answer was not understood.')
    return answer
  } catch (error) {
    if (deadline.aborted && !signal.aborted) throw new Error(SILENT, { cause: error })
    throw error
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const SILENT = 'The server did not answer.'

/** The sentence of a failure, in the API's one error shape. */
export function readMessage(answer: unknown): string | null {
  const error = isRecord(answer) ? answer.error : null
  return isRecord(error) && typeof error.message === 'string' ? error.message : null
}

/** The list with this name in an answer of the API. */
export function readRecords(answer: unknown, name: string): Record<string, unknown>[] {
  const list = isRecord(answer) ? answer[name] : null
  return Array.isArray(list) ? list.filter(isRecord) : []
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
