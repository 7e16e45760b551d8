import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { ProblemActions } from '@/components/dataset/problem-actions'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { OtherSource } from '@/lib/datasets/model/download'

interface DatasetProblemProps {
  dataset: Dataset
  retryAction: FormAction
  otherSources: OtherSource[]
  /** Starts another download. */
  downloadAction: FormAction
}

/** Says why a dataset has no rows, and offers to retry it or to use another source. */
export function DatasetProblem({ dataset, ...actions }: DatasetProblemProps): JSX.Element {
  const wasCancelled = dataset.status === 'cancelled'
  return (
    <Alert role="status" variant={wasCancelled ? 'default' : 'destructive'}>
      <AlertTitle>{wasCancelled ? 'This download was cancelled.' : 'This download failed.'}</AlertTitle>
      <AlertDescription className="mb-3">{problemSentence(dataset)}</AlertDescription>
      <ProblemActions id={dataset.id} {...actions} />
    </Alert>
  )
}

/** Why a dataset is not available, as a message for the visitor. */
export function problemSentence(dataset: Dataset): string {
  if (dataset.error !== null) return dataset.error
  return dataset.status === 'cancelled'
    ? 'It was stopped before it completed, so nothing was kept.'
    : 'It did not finish, so nothing was kept.'
}
