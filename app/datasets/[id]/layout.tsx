import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { findDataset } from '@/app/datasets/[id]/find-dataset'
import { restoreFromItsPage } from '@/app/keeping-actions'
import { DeletedDataset } from '@/components/keeping/deleted-dataset'
import { connection } from '@/lib/connection'
import { listDeletedById } from '@/lib/datasets/keeping/deleted'
import { getDeletion } from '@/lib/datasets/keeping/deletion'
import { PICTURE, pictureHref } from '@/lib/search-params/picture'

interface DatasetLayoutProps {
  params: Promise<{ id: string }>
  children: ReactNode
}

/** For the pages that have no picture of their own: `ViewTags`. */
export async function generateMetadata({ params }: DatasetLayoutProps): Promise<Metadata> {
  const picture = { ...PICTURE, url: pictureHref((await params).id) }
  return { openGraph: { images: [picture] }, twitter: { card: 'summary_large_image', images: [picture] } }
}

/** The pages of a dataset; those of a deleted one all say so instead, and how to restore it. */
export default async function DatasetLayout({ params, children }: DatasetLayoutProps): Promise<ReactNode> {
  const { id } = await params
  if ((await findDataset(id)) !== null || (await getDeletion(id)) === null) return children
  // As for any page that is not there. Next.js offers no other way to a page of ours with this status.
  const response = connection()?.response
  if (response && !response.headersSent) response.statusCode = 404
  const [deleted = null] = await listDeletedById([id])
  return <DeletedDataset deleted={deleted} restoreAction={restoreFromItsPage} />
}
