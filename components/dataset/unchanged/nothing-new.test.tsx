/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import type { ActionState } from '@/components/action-form'
import { NothingNew } from '@/components/dataset/unchanged/nothing-new'
import { UnchangedNotice } from '@/components/dataset/unchanged/unchanged-notice'
import { someDataset } from '@/components/testing/some-dataset'

const keep = async (): Promise<ActionState> => ({ ok: true, message: 'Download started again.' })

const same = someDataset({ id: 'a0b1c', createdAt: new Date('2026-11-20T08:05:00Z') })
const download = someDataset({ status: 'unchanged', sameAs: 'a0b1c', byteSize: null, sha256: null })

/** The hidden field of the form behind “Keep anyway”. */
function readKept(): string | undefined {
  const form = screen.getByRole('button', { name: 'Keep anyway' }).closest('form')
  return form?.querySelector<HTMLInputElement>('[name=id]')?.value
}

test('an unchanged download says that nothing has changed, where its rows are, and offers to keep it', () => {
  render(<NothingNew download={download} same={same} keepAction={keep} />)
  expect(screen.getAllByRole('status')[0]).toHaveTextContent(
    'Nothing has changed.All 82 characters are the same as in 82 characters · 20 Nov 2026, 08:05 (date left out), ' +
      'so no second file was kept.Keep anywayIt is downloaded once more, and becomes a dataset.',
  )
  expect(screen.getByRole('link')).toHaveAttribute('href', '/datasets/a0b1c')
  expect(readKept()).toBe('k3f9x')
})

test('it says so when the dataset that it equals has been deleted', () => {
  render(<NothingNew download={download} same={null} keepAction={keep} />)
  expect(screen.getAllByRole('status')[0]).toHaveTextContent(
    'Nothing has changed.All 82 characters were the same as in a dataset that has been deleted since (date left out). ' +
      'No file was kept of this download.Keep anywayIt is downloaded once more, and becomes a dataset.',
  )
  expect(screen.queryByRole('link')).toBeNull()
  expect(readKept()).toBe('k3f9x')
})

test('the dashboard says since when, and offers the same', () => {
  const finishedAt = new Date('2026-11-20T08:06:00Z')
  render(<UnchangedNotice download={download} same={{ ...same, finishedAt }} keepAction={keep} />)
  expect(screen.getByText(/^Nothing has changed since/)).toHaveTextContent(
    'Nothing has changed since 20 Nov 2026, 08:06 UTC. Open itKeep anyway',
  )
  expect(screen.getByRole('link', { name: 'Open it' })).toHaveAttribute('href', '/datasets/a0b1c')
  expect(readKept()).toBe('k3f9x')
})
