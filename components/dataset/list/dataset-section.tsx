import Link from 'next/link'
import type { JSX, ReactNode } from 'react'
import type { FormAction } from '@/components/action-form'
import { DatasetList } from '@/components/dataset/list/dataset-list'
import type { ListedDataset } from '@/components/dataset/list/dataset-row'
import { DeleteSelected } from '@/components/dataset/list/delete-selected'
import { LoadMore } from '@/components/load-more'
import { SearchBox } from '@/components/search-box'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { formatCount, formatQuantity } from '@/lib/format'
import {
  dashboardHref,
  datasetsApiHref,
  DATASETS_MAX,
  DATASETS_STEP,
  type DatasetsParams,
  keptDatasetsParams,
} from '@/lib/search-params/datasets'
import { deletedHref } from '@/lib/search-params/over-time/retention'
import { nextSlice } from '@/lib/search-params/query'

/** A list of up to this many needs no search. */
const SEARCHABLE_FROM = 5

interface ListPage {
  entries: (ListedDataset & { position: number })[]
  /** Entries are fewer than datasets where some are folded. */
  totals: { datasets: number; entries: number }
  hasMore: boolean
}

interface DatasetSectionProps {
  page: ListPage
  params: DatasetsParams
  /** Ids of datasets that have the same content as an older one, mapped to its id. */
  twins: Map<string, string>
  /** When the page was asked for. */
  now: Date
  /** What to do about a download that failed. */
  renderActions: (dataset: Dataset) => ReactNode
  deleteAction: FormAction
  /** How many can be restored. */
  deletedCount: number
}

/** All datasets, newest first unless sorted otherwise, with a link to more, and what can be done with several. */
export function DatasetSection(props: DatasetSectionProps): JSX.Element {
  const { page, params, twins, now, renderActions, deleteAction, deletedCount } = props
  const { limit, offset, q, ...view } = params
  const { entries, totals, hasMore } = page
  const next = nextSlice({ limit, offset }, DATASETS_STEP, DATASETS_MAX, hasMore)
  const added = Math.min(DATASETS_STEP, totals.entries - offset - entries.length)
  return (
    <section aria-labelledby="datasets" className="group/datasets flex flex-col gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <h2 id="datasets" className="text-lg font-semibold tracking-tight">
          Datasets
        </h2>
        <div className="flex gap-4 text-sm">
          {params.unfold === null ? null : (
            <PlainLink href={dashboardHref({ ...params, offset: 0, unfold: null })}>
              Fold those that are the same
            </PlainLink>
          )}
          {deletedCount === 0 ? null : (
            <PlainLink href={deletedHref()}>{`${formatCount(deletedCount)} deleted`}</PlainLink>
          )}
          {offset > 0 ? (
            <PlainLink href={dashboardHref({ q, ...view })}>Back to the beginning</PlainLink>
          ) : null}
        </div>
      </div>
      {q !== '' || totals.datasets > SEARCHABLE_FROM ? (
        <SearchBox
          action={dashboardHref()}
          q={q}
          label="Search datasets"
          placeholder="Name, source, status or date"
          kept={keptDatasetsParams(view)}
        />
      ) : null}
      {totals.datasets === 0 && q === '' ? <NothingYet /> : null}
      {totals.datasets === 0 && q !== '' ? (
        <p className="py-6">No dataset has “{q}” in its name, source, status or date.</p>
      ) : null}
      {entries.length > 0 ? (
        <DatasetList
          entries={entries}
          params={params}
          twins={twins}
          now={now}
          renderActions={renderActions}
        />
      ) : null}
      <DeleteSelected deleteAction={deleteAction} />
      {totals.datasets === 0 ? null : (
        <LoadMore
          href={next === null ? null : dashboardHref({ ...next, q, ...view })}
          label={`Load ${formatCount(added)} more`}
          position={listPosition(page, offset)}
        >
          <a
            href={datasetsApiHref({ q, sort: params.sort, limit, offset })}
            className="hover:text-foreground underline underline-offset-4"
          >
            This list as JSON
          </a>
        </LoadMore>
      )}
    </section>
  )
}

/** Counts datasets, also those that are folded into an entry. */
function listPosition({ entries, totals, hasMore }: ListPage, offset: number): string {
  const all = formatQuantity(totals.datasets, 'dataset')
  const [first] = entries
  if (first === undefined) return `There are only ${all}.`
  const shown = entries.reduce((sum, { size }) => sum + size, 0)
  if (offset > 0) {
    const last = first.position + shown - 1
    return `Datasets ${formatCount(first.position)}–${formatCount(last)} of ${formatCount(totals.datasets)}`
  }
  return hasMore ? `${formatCount(shown)} of ${all}` : all
}

function PlainLink({ href, children }: { href: string; children: string }): JSX.Element {
  return (
    <Link href={href} scroll={false} prefetch={false} className="text-link">
      {children}
    </Link>
  )
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
