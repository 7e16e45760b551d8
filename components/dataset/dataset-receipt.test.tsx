/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { DatasetReceipt } from '@/components/dataset/dataset-receipt'
import { receiptSentence } from '@/lib/format/receipt-sentence'
import { someDataset } from '@/components/testing/some-dataset'

describe('the receipt of a dataset', () => {
  test('is one sentence that compares the rows with the declared count', () => {
    expect(receiptSentence(someDataset())).toBe(
      '82 of 82 people, 60 planets, 2 requests, 0 retries, 0.4 s, sha256 1a2b3c4d…',
    )
  })

  test('says so when the source declares no count', () => {
    expect(receiptSentence(someDataset({ declaredCount: null, requests: 1, retries: 1 }))).toBe(
      '82 people (the source declares no count), 60 planets, 1 request, 1 retry, 0.4 s, sha256 1a2b3c4d…',
    )
  })

  test('omits what a failed download never had', () => {
    const failed = someDataset({
      status: 'failed',
      rowCount: 30,
      sha256: null,
      startedAt: null,
      planetCount: 0,
    })
    expect(receiptSentence(failed)).toBe('30 of 82 people, 0 planets, 2 requests, 0 retries')
  })

  test('lists warnings, and skipped sources with their reasons', () => {
    const warnings = ['One homeworld is not known.']
    const sourceFailures = [
      { source: 'https://swapi.dev/api', reason: 'swapi.dev has an expired certificate.' },
    ]
    render(<DatasetReceipt dataset={someDataset({ warnings, sourceFailures })} />)
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'One homeworld is not known.',
      'swapi.dev has an expired certificate.',
    ])
  })

  test('lists how earlier attempts ended', () => {
    const attempt = {
      startedAt: new Date('2026-11-22T20:30:57Z'),
      finishedAt: null,
      source: null,
      sourceFailures: [],
    }
    const pastAttempts = [
      { ...attempt, number: 1, status: 'failed' as const, error: 'swapi.dev refused the connection.' },
      { ...attempt, number: 2, status: 'cancelled' as const, error: null, startedAt: null },
      { ...attempt, number: 3, status: 'unchanged' as const, error: null },
    ]
    render(<DatasetReceipt dataset={someDataset({ attempt: 4, pastAttempts })} />)
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'Attempt 1 (22 Nov 2026, 20:30 UTC) failed: swapi.dev refused the connection.',
      'Attempt 2 was cancelled.',
      'Attempt 3 (22 Nov 2026, 20:30 UTC) brought nothing new.',
    ])
  })

  test('has the hash of an unchanged download, which has no file', () => {
    const contentHash = `1:${'ab'.repeat(32)}`
    const changes = { status: 'unchanged', declaredCount: null, byteSize: null, sha256: null } as const
    render(<DatasetReceipt dataset={someDataset({ ...changes, contentHash })} />)
    expect(screen.getByText(contentHash)).toBeInTheDocument()
    expect(screen.queryByText('Size')).toBeNull()
    expect(screen.getByText(/^82 people \(the source declares no count\), 60 planets/)).toBeInTheDocument()
  })

  test('links to the requests that were sent', () => {
    render(<DatasetReceipt dataset={someDataset({ requests: 15 })} />)
    expect(screen.getByRole('link', { name: 'See all 15' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x/requests',
    )
  })

  test('marks a dataset that came from the bundled archive', () => {
    render(<DatasetReceipt dataset={someDataset({ source: 'archive' })} />)
    expect(screen.getByText('Bundled archive')).toHaveAttribute(
      'title',
      expect.stringContaining('not from a live'),
    )
  })
})
