import type { Metadata } from 'next'
import type { JSX } from 'react'
import { NotFound } from '@/components/site/not-found'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFoundPage(): JSX.Element {
  return <NotFound />
}
