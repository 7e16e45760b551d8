import type { JSX } from 'react'
import Link from 'next/link'
import type { FormAction } from '@/components/action-form'
import { DatasetList } from '@/components/dataset-list'
import { LoadMore } from '@/components/load-more'
import { SearchBox } from '@/components/search-box'
import type { Dataset } from '@/lib/datasets/types'
import { formatCount, formatQuantity } from '@/lib/format'
import {
  DATASETS_MAX,
  DATASETS_STEP,
  dashboardHref,
  nextSlice,
  type DatasetsParams,
} from '@/lib/search-params'

/** A list of so many is read at a glance. */
const SEARCHABLE_FROM = 5

interface DatasetShelfProps {
  page: { datasets: Dataset[]; total: number; hasMore: boolean }
  params: DatasetsParams
  /** Ids of datasets with the same content as an older one, and that one's id. */
  twins: Map<string, string>
  retryAction: FormAction
}

/** All that was ever downloaded, newest first, and the way to older ones. */
export function DatasetShelf({ page, params, twins, retryAction }: DatasetShelfProps): JSX.Element {
  const { q, ...slice } = params
  const { datasets, total, hasMore } = page
  const next = nextSlice(slice, DATASETS_STEP, DATASETS_MAX, hasMore)
  const added = Math.min(DATASETS_STEP, total - slice.offset - datasets.length)
  return (
    <section aria-labelledby="datasets" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="datasets" className="text-lg font-semibold tracking-tight">
          Datasets
        </h2>
        {slice.offset > 0 ? (
          <Link href={dashboardHref({ q })} className="text-primary text-sm underline underline-offset-4">
            Back to the newest
          </Link>
        ) : null}
      </div>
      {q !== '' || total > SEARCHABLE_FROM ? (
        <SearchBox
          action={dashboardHref()}
          q={q}
          label="Search datasets"
          placeholder="Name, source or status"
        />
      ) : null}
      {total === 0 && q === '' ? <NothingYet /> : null}
      {total === 0 && q !== '' ? (
        <p className="py-6">No dataset has “{q}” in its name, source or status.</p>
      ) : null}
      {datasets.length > 0 ? (
        <DatasetList datasets={datasets} twins={twins} retryAction={retryAction} />
      ) : null}
      {total === 0 ? null : (
        <LoadMore
          href={next === null ? null : dashboardHref({ ...next, q })}
          label={`Load ${formatCount(added)} more`}
          position={shelfPosition(page, slice.offset)}
        />
      )}
    </section>
  )
}

function shelfPosition({ datasets, total, hasMore }: DatasetShelfProps['page'], offset: number): string {
  const all = formatQuantity(total, 'dataset')
  if (datasets.length === 0) return `There are only ${all}.`
  if (offset > 0) {
    return `Datasets ${formatCount(offset + 1)}–${formatCount(offset + datasets.length)} of ${formatCount(total)}`
  }
  return hasMore ? `${formatCount(datasets.length)} of ${all}` : all
}

function NothingYet(): JSX.Element {
  return (
    <div className="rounded-lg border border-dashed px-4 py-10 text-center">
      <p className="font-medium">No dataset yet</p>
      <p className="text-muted-foreground mx-auto mt-1 max-w-prose text-sm">
        Press “Download latest” above. It takes a moment, and works without a network too: a copy of the data
        is bundled.
      </p>
    </div>
  )
}
