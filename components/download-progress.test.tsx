/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { DownloadProgress } from '@/components/download-progress'
import { someDataset } from '@/components/testing/some-dataset'
import type { ActionState, Dataset } from '@/lib/datasets/types'

const now = new Date('2026-11-22T20:31:00.000Z')

function renderProgress(changes: Partial<Dataset>): void {
  const dataset = someDataset({
    status: 'downloading',
    phase: 'reading people',
    finishedAt: null,
    ...changes,
  })
  const cancel = async (): Promise<ActionState> => ({ ok: true, message: 'Cancelled.' })
  render(<DownloadProgress dataset={dataset} now={now} cancelAction={cancel} />)
}

describe('the progress of a download', () => {
  test('counts pages, rows, requests and the time since the start', () => {
    renderProgress({ pagesDone: 3, pagesTotal: 9, rowCount: 30, requests: 4 })
    const bar = screen.getByRole('progressbar')
    expect(bar).toHaveAttribute('aria-valuenow', '3')
    expect(bar).toHaveAttribute('aria-valuemax', '9')
    expect(bar).toHaveAttribute('aria-valuetext', '3 of 9 pages')
    expect(screen.getAllByRole('definition').map((fact) => fact.textContent)).toEqual([
      '3 of 9 pages',
      '30 of 82',
      '4',
      '3.0 s',
      'swapi.info',
    ])
  })

  test('claims no part of the way while nobody knows how long it is', () => {
    renderProgress({
      phase: 'finding a source',
      source: null,
      pagesDone: 0,
      pagesTotal: null,
      declaredCount: null,
    })
    expect(screen.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow')
    expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuetext', '0 pages')
    expect(screen.getByText('finding a source')).toBeInTheDocument()
  })

  test('can be cancelled', () => {
    renderProgress({})
    const form = screen.getByRole('button', { name: 'Cancel' }).closest('form')
    expect(form).toHaveFormValues({ id: 'k3f9x' })
  })
})
