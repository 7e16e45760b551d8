/** The last number in a URL's path (`…/planets/1/`, `…/1.json`), or the number itself; null when there is none. */
export function readId(value: string | number): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null
  const digits = /(?:^|\/)(\d{1,15})(?:\.json)?\/?$/.exec(value.split(/[?#]/)[0] ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}
