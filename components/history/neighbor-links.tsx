import Link from 'next/link'
import type { JSX } from 'react'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { datasetTitle } from '@/lib/format/dataset-title'
import { receiptHref } from '@/lib/search-params/datasets'
import { compareHref } from '@/lib/search-params/over-time/compare'

const LINK = 'text-primary inline-flex min-h-6 items-center underline underline-offset-4'

interface NeighborLinksProps {
  id: string
  previous: Dataset | null
  next: Dataset | null
}

/** A dataset's place in its timeline: the ones before and after it, and what changed between them. */
export function NeighborLinks({ id, previous, next }: NeighborLinksProps): JSX.Element {
  return (
    <nav aria-label="Timeline" className="grid gap-3 text-sm sm:grid-cols-2">
      <Neighbor name="Previous" dataset={previous} none="This is the first one.">
        {previous && (
          <Link href={compareHref(id, previous.id)} prefetch={false} className={LINK}>
            What changed since
          </Link>
        )}
      </Neighbor>
      <Neighbor name="Next" dataset={next} none="This is the newest one.">
        {next && (
          <Link href={compareHref(next.id, id)} prefetch={false} className={LINK}>
            What changed then
          </Link>
        )}
      </Neighbor>
    </nav>
  )
}

interface NeighborProps {
  name: string
  dataset: Dataset | null
  none: string
  children: JSX.Element | null
}

function Neighbor({ name, dataset, none, children }: NeighborProps): JSX.Element {
  return (
    <div className="bg-card min-w-0 rounded-lg border p-3">
      <p className="text-muted-foreground text-xs">{name}</p>
      {dataset === null ? (
        <p>{none}</p>
      ) : (
        <p className="flex flex-wrap gap-x-4 gap-y-1 break-words">
          <Link href={receiptHref(dataset.id)} prefetch={false} className={LINK}>
            {datasetTitle(dataset)}
          </Link>
          {children}
        </p>
      )}
    </div>
  )
}
