/** The ids of datasets. */
import 'server-only'
import { randomBytes } from 'node:crypto'

const ID = /^\d{8}-\d{6}-[0-9a-z]{5}$/

const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** A new dataset id: UTC time to the second, then five characters, random unless given. Sorts by time. */
export function createDatasetId(now = new Date(), bytes: Uint8Array = randomBytes(5)): string {
  const time = now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15).replace('T', '-')
  const suffix = Array.from(bytes.subarray(0, 5), (byte) => ID_ALPHABET[byte % 32]).join('')
  return `${time}-${suffix}`
}

export function isDatasetId(id: string): boolean {
  return ID.test(id)
}
