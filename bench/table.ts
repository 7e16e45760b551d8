/** Markdown tables of measurements. */
import type { Timing } from './measure'

/** How long a peer took, in milliseconds; null if it is not installed. */
export type Peers = Record<string, number | null>

export const QUERY_HEAD = ['work', 'median', 'p95', 'peers (× ours)', 'goal']

/** A row of the table of queries, with peers. */
export function queryRow(what: string, { median, p95 }: Timing, peers: Peers, goal: string): string[] {
  const beside = Object.entries(peers)
    .filter((entry): entry is [string, number] => entry[1] !== null)
    .map(([name, ms]) => `${name} ${formatMs(ms)} (×${formatRatio(ms / median)})`)
  return [what, formatMs(median), formatMs(p95), beside.join('; ') || '–', goal]
}

/** In a table of five columns, the second and third are numbers. */
export function showTable(head: string[], rows: string[][]): string {
  const rule = head.map((_, index) => (head.length === 5 && (index === 1 || index === 2) ? '--:' : '---'))
  return [head, rule, ...rows].map(showRow).join('\n')
}

export function showRow(cells: string[]): string {
  return `| ${cells.join(' | ')} |`
}

export function formatMs(ms: number): string {
  if (ms < 100) return `${ms.toFixed(1)} ms`
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

export function formatNumber(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** With a decimal while it is small. */
export function formatAmount(value: number): string {
  return value < 100 ? value.toFixed(1) : formatNumber(value)
}

export function formatRatio(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : formatNumber(ratio)
}
