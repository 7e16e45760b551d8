import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound, redirect } from 'next/navigation'
import type { JSX } from 'react'
import { renameDataset } from '@/app/dataset-actions'
import { findDataset } from '@/app/datasets/[id]/find-dataset'
import { pinDataset } from '@/app/keeping-actions'
import { WorkspaceHead } from '@/components/dataset/workspace-head'
import { findBase } from '@/lib/datasets/compare/base'
import { readChecks } from '@/lib/datasets/unchanged/checks'
import { compareHref } from '@/lib/search-params/over-time/compare'
import { dashboardHref } from '@/lib/search-params/datasets'
import type { SearchParams } from '@/lib/search-params/query'
import { datasetHref } from '@/lib/search-params/rows'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = { title: 'Compare' }

interface ComparePageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<SearchParams>
}

/** Leads to the comparison with the chosen dataset, or with the one before. */
export default async function ComparePage({ params, searchParams }: ComparePageProps): Promise<JSX.Element> {
  const [{ id }, { base: chosen }] = await Promise.all([params, searchParams])
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  if (dataset.status !== 'ready') redirect(datasetHref(id)) // that page shows its status
  if (typeof chosen === 'string') redirect(compareHref(id, chosen))
  const base = (await findBase(dataset, 'previous')) ?? (await findBase(dataset, 'latest'))
  if (base !== null) redirect(compareHref(id, base.id))
  return (
    <div className="flex flex-col gap-3">
      <WorkspaceHead
        dataset={dataset}
        checks={await readChecks(id)}
        tab="compare"
        renameAction={renameDataset}
        pinAction={pinDataset}
      />
      <div className="rounded-lg border border-dashed px-4 py-10 text-center">
        <p className="font-medium">There is nothing to compare with yet</p>
        <p className="text-muted-foreground mx-auto mt-1 max-w-prose text-sm">
          This is the only dataset.{' '}
          <Link href={dashboardHref()} className="text-link">
            Download another
          </Link>
          , and this page shows what changed between the two, cell by cell.
        </p>
      </div>
    </div>
  )
}
