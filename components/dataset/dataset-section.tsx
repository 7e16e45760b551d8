import Link from 'next/link'
import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { DatasetList } from '@/components/dataset/dataset-list'
import { LoadMore } from '@/components/load-more'
import { SearchBox } from '@/components/search-box'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatCount, formatQuantity } from '@/lib/format'
import { dashboardHref, DATASETS_MAX, DATASETS_STEP, type DatasetsParams } from '@/lib/search-params/datasets'
import { nextSlice } from '@/lib/search-params/query'

/** A list of up to this many needs no search. */
const SEARCHABLE_FROM = 5

interface DatasetSectionProps {
  page: { datasets: Dataset[]; total: number; hasMore: boolean }
  params: DatasetsParams
  /** Ids of datasets that have the same content as an older one, mapped to its id. */
  twins: Map<string, string>
  retryAction: FormAction
}

/** All datasets, newest first, with a link to older ones. */
export function DatasetSection({ page, params, twins, retryAction }: DatasetSectionProps): JSX.Element {
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
          position={listPosition(page, slice.offset)}
        />
      )}
    </section>
  )
}

function listPosition({ datasets, total, hasMore }: DatasetSectionProps['page'], offset: number): string {
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
      <p className="font-medium">No datasets yet</p>
      <p className="text-muted-foreground mx-auto mt-1 max-w-prose text-sm">
        Press “Download latest” above. It takes a moment, and also works offline, because a copy of the data
        is bundled.
      </p>
    </div>
  )
}
