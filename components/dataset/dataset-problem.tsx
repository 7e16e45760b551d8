import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { RetryForm } from '@/components/dataset/retry-form'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import type { Dataset } from '@/lib/datasets/model/dataset'

/** Says why a dataset has no rows, and offers to retry. */
export function DatasetProblem(props: { dataset: Dataset; retryAction: FormAction }): JSX.Element {
  const { dataset } = props
  const wasCancelled = dataset.status === 'cancelled'
  return (
    <Alert role="status" variant={wasCancelled ? 'default' : 'destructive'}>
      <AlertTitle>{wasCancelled ? 'This download was cancelled.' : 'This download failed.'}</AlertTitle>
      <AlertDescription className="mb-3">{problemSentence(dataset)}</AlertDescription>
      <RetryForm id={dataset.id} retryAction={props.retryAction} />
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
