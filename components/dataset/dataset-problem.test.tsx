/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { DatasetProblem } from '@/components/dataset/dataset-problem'
import { someDataset } from '@/components/testing/some-dataset'
import type { ActionState } from '@/components/action-form'

const action = async (): Promise<ActionState> => ({ ok: true, message: '' })

test('a failed download says why, and offers to retry, the archive and each other source', () => {
  const error = 'swapi.dev could not be reached. Try again later.'
  render(
    <DatasetProblem
      dataset={someDataset({ status: 'failed', error })}
      retryAction={action}
      otherSources={[
        { value: 'archive', label: 'Use the archive' },
        { value: 'https://swapi.info/api', label: 'Try swapi.info' },
      ]}
      downloadAction={action}
    />,
  )
  expect(screen.getByText(error)).toBeInTheDocument()
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([
    'Retry',
    'Use the archive',
    'Try swapi.info',
  ])
  expect(screen.getByRole('button', { name: 'Try swapi.info' }).closest('form')).toHaveFormValues({
    source: 'https://swapi.info/api',
  })
})
