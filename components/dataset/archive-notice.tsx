import Link from 'next/link'
import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { ARCHIVE_EDITED, fellBackToArchive } from '@/lib/datasets/model/fallback'
import { receiptHref } from '@/lib/search-params/datasets'

interface ArchiveNoticeProps {
  dataset: Dataset
  /** Starts a new automatic download. */
  downloadAction: FormAction
}

/** Says that no live source answered, in one line, with why and another try. Nothing for any other dataset. */
export function ArchiveNotice({ dataset, downloadAction }: ArchiveNoticeProps): JSX.Element | null {
  if (!fellBackToArchive(dataset)) return null
  return (
    <div className="bg-warning/10 border-warning/50 w-full rounded-md border px-3 text-xs sm:py-1 sm:text-sm">
      No live SWAPI answered. These are the bundled facts of {ARCHIVE_EDITED}.{' '}
      <Link
        href={receiptHref(dataset.id)}
        prefetch={false}
        className="hover:text-foreground text-muted-foreground mr-3 whitespace-nowrap underline underline-offset-4"
      >
        See why
      </Link>
      <ActionForm
        action={downloadAction}
        label="Try again"
        pendingLabel="Starting…"
        variant="link"
        size="sm"
        className="inline [&>button]:h-6 [&>button]:px-0 [&>button]:text-[1em] [&>button]:underline"
      >
        <input type="hidden" name="source" value="auto" />
      </ActionForm>
    </div>
  )
}

/** The same in a few words, for an entry of a list. */
export function ArchiveNote({ dataset }: { dataset: Dataset }): JSX.Element | null {
  if (!fellBackToArchive(dataset)) return null
  return (
    <span className="text-warning shrink-0 text-xs" title={`The bundled facts of ${ARCHIVE_EDITED}`}>
      No live source answered
    </span>
  )
}
