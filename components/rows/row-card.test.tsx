/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { RowCard } from '@/components/rows/row-card'
import { RowSteps } from '@/components/rows/row-steps'
import { someRow } from '@/components/testing/some-dataset'

describe('the card of a row', () => {
  test('has every column and value, with links to similar rows', () => {
    render(<RowCard id="k3f9x" row={someRow()} />)
    expect(screen.getAllByRole('term')).toHaveLength(10)
    expect(screen.getByText('19BBY')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Rows like this: homeworld is Tatooine' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x?homeworld=Tatooine',
    )
  })

  test('distinguishes an empty value from one marked as missing', () => {
    render(<RowCard id="k3f9x" row={someRow({ homeworld: '', mass: 'unknown' })} />)
    expect(screen.getByText('(empty)').parentElement).toHaveTextContent(
      '(empty) – the source has no value here',
    )
    expect(screen.getByText('unknown')).toHaveTextContent('unknown – the source marks this value as missing')
    expect(screen.getByRole('link', { name: 'Rows like this: homeworld is empty' })).toHaveAttribute(
      'href',
      '/datasets/k3f9x?homeworld=',
    )
  })

  test('shows a long value whole, without a link that no URL can express', () => {
    const long = 'x'.repeat(300)
    render(<RowCard id="k3f9x" row={someRow({ skin_color: long })} />)
    expect(screen.getByText(long)).toBeInTheDocument()
    expect(screen.getAllByRole('link')).toHaveLength(9)
  })
})

describe('the links to adjacent rows', () => {
  test.each([
    [1, 82, [null, '/2']],
    [40, 82, ['/39', '/41']],
    [82, 82, ['/81', null]],
    [1, 1, [null, null]],
  ])('from %i of %i point to %j', (number, total, expected) => {
    render(<RowSteps number={number} total={total} hrefFor={(other) => `/${other}`} />)
    const href = (name: string): string | null =>
      screen.queryByRole('link', { name })?.getAttribute('href') ?? null
    expect([href('Previous row'), href('Next row')]).toEqual(expected)
  })
})
