/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { ColumnPicker } from '@/components/column-picker'
import { DATASET_COLUMNS } from '@/lib/datasets/types'
import { LARGEST_FIRST } from '@/lib/datasets/view'

jest.mock('next/form', () => ({
  __esModule: true,
  // Next's form needs a running router; what matters here is the form it draws.
  default: (props: { action: string; children: React.ReactNode }) => (
    <form action={props.action}>{props.children}</form>
  ),
}))

test('the column picker has a box for each column and ticks those in the URL', () => {
  render(
    <ColumnPicker
      id="k3f9x"
      columns={['homeworld', 'date']}
      selection={{ filters: [], q: '' }}
      sort={LARGEST_FIRST}
    />,
  )
  const boxes = screen.getAllByRole<HTMLInputElement>('checkbox')
  expect(boxes.map((box) => box.value)).toEqual([...DATASET_COLUMNS])
  expect(boxes.filter((box) => box.checked).map((box) => box.value)).toEqual(['homeworld', 'date'])
  const form = screen.getByRole('button', { name: 'Count' }).closest('form')
  expect(form).toHaveAttribute('action', '/datasets/k3f9x/counts')
  expect(new FormData(form ?? undefined).has('sort')).toBe(false)
})

test('the column picker keeps what is selected and the order', () => {
  const filters = [{ column: 'height', operator: 'gt', value: '150' } as const]
  const sort = [{ column: 'date', descending: true } as const]
  render(<ColumnPicker id="k3f9x" columns={['date']} selection={{ filters, q: 'blue' }} sort={sort} />)
  const form = screen.getByRole('button', { name: 'Count' }).closest('form')
  expect([...new FormData(form ?? undefined)]).toEqual([
    ['height__gt', '150'],
    ['q', 'blue'],
    ['sort', '-date'],
    ['columns', 'date'],
  ])
})
