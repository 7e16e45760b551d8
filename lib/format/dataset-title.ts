/** How pages call a dataset. Safe to import from client components. */
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatQuantity, formatShortDateTime } from '@/lib/format'

type Titled = Pick<Dataset, 'status' | 'rowCount' | 'createdAt'>

/**
 * The name of a dataset for people: "82 characters · 25 Nov 2026, 20:48", in UTC. One that is not ready has no characters
 * yet: "Download · 25 Nov 2026, 20:48". The file's name is for machines.
 */
export function datasetTitle({ status, rowCount, createdAt }: Titled): string {
  const what = status === 'ready' ? formatQuantity(rowCount, RESOURCE.subject) : 'Download'
  return `${what} · ${formatShortDateTime(createdAt)}`
}
