/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { ColumnPicker } from '@/components/column-picker'
import { DATASET_COLUMNS } from '@/lib/datasets/types'

jest.mock('next/form', () => ({
  __esModule: true,
  // Next's form needs a running router; what matters here is the form it draws.
  default: (props: { action: string; children: React.ReactNode }) => (
    <form action={props.action}>{props.children}</form>
  ),
}))

test('the column picker has a box for each column and ticks those in the URL', () => {
  render(<ColumnPicker id="k3f9x" columns={['homeworld', 'date']} selection={{ filters: [], q: '' }} />)
  const boxes = screen.getAllByRole<HTMLInputElement>('checkbox')
  expect(boxes.map((box) => box.value)).toEqual([...DATASET_COLUMNS])
  expect(boxes.filter((box) => box.checked).map((box) => box.value)).toEqual(['homeworld', 'date'])
  const form = screen.getByRole('button', { name: 'Count' }).closest('form')
  expect(form).toHaveAttribute('action', '/datasets/k3f9x/counts')
})

test('the column picker keeps what is selected', () => {
  const filters = [{ column: 'height', operator: 'gt', value: '150' } as const]
  render(<ColumnPicker id="k3f9x" columns={[]} selection={{ filters, q: 'blue' }} />)
  const form = screen.getByRole('button', { name: 'Count' }).closest('form')
  expect([...new FormData(form ?? undefined)]).toEqual([
    ['height__gt', '150'],
    ['q', 'blue'],
  ])
})
