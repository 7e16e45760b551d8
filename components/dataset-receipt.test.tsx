/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { DatasetReceipt, receiptSentence } from '@/components/dataset-receipt'
import { someDataset } from '@/components/testing/some-dataset'

describe('the receipt of a dataset', () => {
  test('is one sentence that sets the rows against the declared count', () => {
    expect(receiptSentence(someDataset())).toBe(
      '82 of 82 people, 60 planets, 2 requests, 0 retries, 0.4 s, sha256 1a2b3c4d…',
    )
  })

  test('says so when the source declares no count', () => {
    expect(receiptSentence(someDataset({ declaredCount: null, requests: 1, retries: 1 }))).toBe(
      '82 people (the source declares no count), 60 planets, 1 request, 1 retry, 0.4 s, sha256 1a2b3c4d…',
    )
  })

  test('leaves out what a failed download never had', () => {
    const failed = someDataset({
      status: 'failed',
      rowCount: 30,
      sha256: null,
      startedAt: null,
      planetCount: 0,
    })
    expect(receiptSentence(failed)).toBe('30 of 82 people, 0 planets, 2 requests, 0 retries')
  })

  test('lists warnings, and the sources passed over with their reasons', () => {
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

  test('marks a dataset that came from the bundled archive', () => {
    render(<DatasetReceipt dataset={someDataset({ source: 'archive' })} />)
    expect(screen.getByText('Bundled archive')).toHaveAttribute(
      'title',
      expect.stringContaining('not from a live'),
    )
  })
})
