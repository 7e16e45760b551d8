import { formatCount } from '@/lib/format'

/** "23 unknown, 1 empty" */
export function describeMissing(missing: { value: string; count: number }[]): string {
  return missing
    .map(({ value, count }) => `${formatCount(count)} ${value === '' ? 'empty' : value}`)
    .join(', ')
}
