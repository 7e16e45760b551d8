/** How pages call a dataset. Safe to import from client components. */
import { RESOURCE } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatQuantity, formatShortDateTime } from '@/lib/format'

type Titled = Pick<Dataset, 'status' | 'rowCount' | 'createdAt' | 'label'>

/**
 * The name of a dataset for people: its label, or "82 characters · 25 Nov 2026, 20:48", in UTC. One that is not ready has
 * no characters yet: "Download · 25 Nov 2026, 20:48". The file's name is for machines. The list searches for what this
 * returns: lib/datasets/list/terms.ts says it in SQL.
 */
export function datasetTitle(dataset: Titled): string {
  return dataset.label ?? plainTitle(dataset)
}

/** What a dataset is called without a label. */
export function plainTitle({ status, rowCount, createdAt }: Omit<Titled, 'label'>): string {
  const what = status === 'ready' ? formatQuantity(rowCount, RESOURCE.subject) : 'Download'
  return `${what} · ${formatShortDateTime(createdAt)}`
}
