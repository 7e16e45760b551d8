import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import type { JSX } from 'react'
import { deleteDataset } from '@/app/actions'
import { renameDataset } from '@/app/dataset-actions'
import { findDataset, titleOfMissing } from '@/app/datasets/[id]/find-dataset'
import { pinDataset, writeNote } from '@/app/keeping-actions'
import { DatasetReceipt } from '@/components/dataset/dataset-receipt'
import { NoteForm } from '@/components/keeping/note-form'
import { DeleteForm } from '@/components/dataset/delete-form'
import { WorkspaceHead } from '@/components/dataset/workspace-head'
import { NeighborLinks } from '@/components/history/neighbor-links'
import { findNeighbors } from '@/lib/datasets/history/timeline'
import { isRunning } from '@/lib/datasets/model/dataset'
import { readChecks } from '@/lib/datasets/unchanged/checks'
import { datasetTitle } from '@/lib/format/dataset-title'
import { datasetApiHref } from '@/lib/search-params/datasets'
import { datasetHref } from '@/lib/search-params/rows'

export const dynamic = 'force-dynamic'

interface ReceiptPageProps {
  params: Promise<{ id: string }>
}

export async function generateMetadata({ params }: ReceiptPageProps): Promise<Metadata> {
  const { id } = await params
  const dataset = await findDataset(id)
  return { title: dataset === null ? await titleOfMissing(id) : `Receipt of ${datasetTitle(dataset)}` }
}

/** How a dataset was made, in full. */
export default async function ReceiptPage({ params }: ReceiptPageProps): Promise<JSX.Element> {
  const { id } = await params
  const dataset = await findDataset(id)
  if (dataset === null) notFound()
  if (isRunning(dataset.status)) redirect(datasetHref(id)) // that page shows its progress
  const neighbors = dataset.status === 'ready' ? await findNeighbors(dataset) : null
  return (
    <div className="flex flex-col gap-4">
      <WorkspaceHead
        dataset={dataset}
        checks={await readChecks(id)}
        renameAction={renameDataset}
        pinAction={pinDataset}
        tab="receipt"
      />
      <DatasetReceipt dataset={dataset} />
      {dataset.status === 'ready' ? <NoteForm id={id} note={dataset.note} noteAction={writeNote} /> : null}
      {neighbors && <NeighborLinks id={id} {...neighbors} />}
      <p className="text-sm">
        <a href={datasetApiHref(id)} className="text-link">
          This receipt as JSON
        </a>
      </p>
      <DeleteForm id={id} deleteAction={deleteDataset} />
    </div>
  )
}
