import Link from 'next/link'
import type { JSX } from 'react'
import type { RowLoss } from '@/lib/datasets/model/history'
import { compareHref } from '@/lib/search-params/over-time/compare'

/** Says that a dataset has far fewer rows than the one before it, and leads to what is missing. */
export function LossNotice({ id, loss }: { id: string; loss: RowLoss | null }): JSX.Element | null {
  if (loss === null) return null
  return (
    <div className="border-destructive text-destructive w-full rounded-md border px-3 py-1 text-sm font-medium">
      {loss.sentence}{' '}
      <Link href={compareHref(id, loss.datasetId)} prefetch={false} className="underline underline-offset-4">
        See what is missing
      </Link>
    </div>
  )
}
