/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen, within } from '@testing-library/react'
import { DatasetSection } from '@/components/dataset/dataset-section'
import { someDataset } from '@/components/testing/some-dataset'
import type { ActionState } from '@/components/action-form'
import type { Dataset } from '@/lib/datasets/model/dataset'

const download = async (): Promise<ActionState> => ({ ok: true, message: 'Started.' })

const NO_TWINS = new Map<string, string>()

function renderSection(datasets: Dataset[], total = datasets.length, q = '', twins = NO_TWINS): void {
  const page = { datasets, total, hasMore: total > datasets.length }
  render(
    <DatasetSection page={page} params={{ limit: 20, offset: 0, q }} twins={twins} retryAction={download} />,
  )
}

describe('the list of datasets', () => {
  test('shows the metadata of each dataset', () => {
    renderSection([someDataset()])
    expect(screen.getByRole('link', { name: 'people-20261122-203057-k3f9x.csv' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x',
    )
    for (const text of [
      'Ready',
      '22 Nov 2026, 20:30 UTC',
      'swapi.info',
      '82',
      '7.9 kB',
      '2',
      '0.4 s',
      '1a2b3c4d…',
    ]) {
      expect(screen.getByText(text)).toBeInTheDocument()
    }
    expect(screen.getByText('1 dataset')).toBeInTheDocument()
  })

  test('says why a download failed and offers to retry', () => {
    const error = 'swapi.dev could not be reached. Try again later.'
    renderSection([someDataset({ status: 'failed', error, byteSize: null, sha256: null })])
    expect(screen.getByText(error)).toBeInTheDocument()
    const form = screen.getByRole('button', { name: 'Retry' }).closest('form')
    expect(form).toHaveFormValues({ id: 'k3f9x' })
  })

  test('never shows rows of a dataset that is not complete', () => {
    renderSection([someDataset({ status: 'cancelled', rowCount: 31, byteSize: null, sha256: null })])
    const [, row] = screen.getAllByRole('row')
    expect(within(row!).getByText('Cancelled')).toBeInTheDocument()
    expect(within(row!).queryByText('31')).not.toBeInTheDocument()
  })

  test('offers older datasets when there are more', () => {
    renderSection([someDataset()], 35)
    expect(screen.getByText('1 of 35 datasets')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Load 20 more' })).toHaveAttribute('href', '/?limit=40')
  })

  test('keeps the search in its links', () => {
    renderSection([someDataset()], 35, 'swapi')
    expect(screen.getByRole('searchbox', { name: 'Search datasets' })).toHaveValue('swapi')
    expect(screen.getByRole('link', { name: 'Load 20 more' })).toHaveAttribute('href', '/?q=swapi&limit=40')
  })

  test('says when nothing matches the search', () => {
    renderSection([], 0, 'nobody')
    expect(screen.getByText('No dataset has “nobody” in its name, source or status.')).toBeInTheDocument()
    expect(screen.queryByText('No datasets yet')).not.toBeInTheDocument()
  })

  test('marks a dataset with the same bytes as an older one, and links to it', () => {
    renderSection([someDataset()], 1, '', new Map([['k3f9x', 'a0b1c']]))
    expect(screen.getByRole('link', { name: 'Same as an earlier one' })).toHaveAttribute(
      'href',
      '/datasets/a0b1c',
    )
  })

  test('says what to do when there are none', () => {
    renderSection([])
    expect(screen.getByText('No datasets yet')).toBeInTheDocument()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })
})
