import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { RetryForm } from '@/components/dataset/retry-form'
import { OtherSources } from '@/components/download/other-sources'
import type { OtherSource } from '@/lib/datasets/model/download'

interface ProblemActionsProps {
  /** The failed or cancelled download. */
  id: string
  retryAction: FormAction
  otherSources: OtherSource[]
  /** Starts another download. */
  downloadAction: FormAction
}

/** What to do about a download that did not finish: retry it, or start another from another source. */
export function ProblemActions(props: ProblemActionsProps): JSX.Element {
  const { id, retryAction, otherSources, downloadAction } = props
  return (
    <div className="flex flex-wrap items-start gap-2">
      <RetryForm id={id} retryAction={retryAction} />
      <OtherSources sources={otherSources} downloadAction={downloadAction} />
    </div>
  )
}
