import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { describePicture } from '@/app/datasets/[id]/share-metadata'

interface DatasetLayoutProps {
  params: Promise<{ id: string }>
  children: ReactNode
}

/** For the pages that have no picture of their own. */
export async function generateMetadata({ params }: DatasetLayoutProps): Promise<Metadata> {
  return describePicture((await params).id)
}

export default function DatasetLayout({ children }: DatasetLayoutProps): ReactNode {
  return children
}
