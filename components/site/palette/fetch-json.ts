/** @throws Error when the response is not a success */
export async function fetchJson(href: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(href, { signal })
  if (!response.ok) throw new Error(`${href}: ${response.status}`)
  return response.json()
}

/** The list with this name in a response of the API. */
export function readRecords(answer: unknown, name: string): Record<string, unknown>[] {
  const list = isRecord(answer) ? answer[name] : null
  return Array.isArray(list) ? list.filter(isRecord) : []
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
