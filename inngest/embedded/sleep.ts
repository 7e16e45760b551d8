/** Lengths and moments as Inngest's protocol writes them. */

const UNITS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 }

/** When a sleep ends: the SDK names a length (`1h30m`, nothing for none at all) or a moment; null for anything else. */
export function parseSleep(name: string, now = Date.now()): Date | null {
  if (/^(\d+[wdhms])*$/.test(name)) {
    const parts = [...name.matchAll(/(\d+)([wdhms])/g)]
    return new Date(
      parts.reduce((end, [, amount, unit]) => end + Number(amount) * UNITS[unit as keyof typeof UNITS], now),
    )
  }
  const isMoment = /^\d{4}-\d\d-\d\dT/.test(name) && !Number.isNaN(Date.parse(name))
  return isMoment ? new Date(name) : null
}
