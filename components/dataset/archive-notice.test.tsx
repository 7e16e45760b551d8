/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { ArchiveNote, ArchiveNotice } from '@/components/dataset/archive-notice'
import { someDataset } from '@/components/testing/some-dataset'
import type { ActionState } from '@/components/action-form'

const download = async (): Promise<ActionState> => ({ ok: true, message: 'Started.' })
const sourceFailures = [{ source: 'https://swapi.info/api', reason: 'swapi.info could not be reached.' }]

test('says that no live source answered, and offers why and another automatic try', () => {
  const dataset = someDataset({ source: 'archive', sourceFailures })
  render(<ArchiveNotice dataset={dataset} downloadAction={download} />)
  expect(screen.getByText(/^No live SWAPI answered\./)).toHaveTextContent(
    'No live SWAPI answered. These are the bundled facts of December 2014. See whyTry again',
  )
  expect(screen.getByRole('link', { name: 'See why' })).toHaveAttribute('href', '/datasets/k3f9x/receipt')
  expect(screen.getByRole('button', { name: 'Try again' }).closest('form')).toHaveFormValues({
    source: 'auto',
  })
})

test('says it in a few words in a list', () => {
  render(<ArchiveNote dataset={someDataset({ source: 'archive', sourceFailures })} />)
  expect(screen.getByText('No live source answered')).toBeInTheDocument()
})

test('says nothing about an archive that was picked', () => {
  const dataset = someDataset({ source: 'archive', requestedSource: 'archive' })
  const { container } = render(
    <>
      <ArchiveNotice dataset={dataset} downloadAction={download} />
      <ArchiveNote dataset={dataset} />
    </>,
  )
  expect(container).toBeEmptyDOMElement()
})
