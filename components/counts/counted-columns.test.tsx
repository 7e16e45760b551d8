/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen } from '@testing-library/react'
import { ColumnPicker } from '@/components/counts/counted-columns'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { LARGEST_FIRST } from '@/lib/datasets/model/view'
import type { CountsParams } from '@/lib/search-params/counts'

jest.mock('next/form', () => ({
  __esModule: true,
  // Next's form needs a running router; this test needs only the form it renders.
  default: (props: { action: string; children: React.ReactNode }) => (
    <form action={props.action}>{props.children}</form>
  ),
}))

const submitted = jest.fn()
beforeEach(() => {
  submitted.mockClear()
  HTMLFormElement.prototype.requestSubmit = submitted
})

const DEFAULTS: CountsParams = { columns: [], filters: [], q: '', sort: LARGEST_FIRST, limit: 100, offset: 0 }

function renderPicker(params: Partial<CountsParams>): HTMLFormElement {
  render(<ColumnPicker id="k3f9x" params={{ ...DEFAULTS, ...params }} />)
  return findForm()
}

function findForm(): HTMLFormElement {
  return screen.getAllByRole<HTMLInputElement>('checkbox')[0]!.form!
}

/** What a browser would send, after scripts have changed it. */
function readForm(form: HTMLFormElement): [string, FormDataEntryValue][] {
  const formData = new FormData(form)
  form.dispatchEvent(Object.assign(new Event('formdata'), { formData }))
  return [...formData]
}

test('the column picker has a box for each column and ticks those in the URL', () => {
  const form = renderPicker({ columns: ['homeworld', 'date'] })
  const boxes = screen.getAllByRole<HTMLInputElement>('checkbox')
  expect(boxes.map((box) => box.value)).toEqual([...DATASET_COLUMNS])
  expect(boxes.filter((box) => box.checked).map((box) => box.value)).toEqual(['homeworld', 'date'])
  expect(form).toHaveAttribute('action', '/datasets/k3f9x/counts')
  expect([...new FormData(form)]).toEqual([
    ['columns', 'homeworld'],
    ['columns', 'date'],
  ])
  expect(submitted).not.toHaveBeenCalled()
})

test('of several columns each shows its place in the order, and there is no second button', () => {
  renderPicker({ columns: ['homeworld', 'date'] })
  const boxes = screen.getAllByRole<HTMLInputElement>('checkbox', { checked: true })
  expect(boxes.map((box) => box.closest('label')?.textContent)).toEqual(['homeworld1', 'date2'])
  expect(boxes.map((box) => box.labels?.length)).toEqual([1, 1])
  expect(screen.queryByRole('button')).not.toBeInTheDocument()
})

test('the column picker keeps the conditions, the order and the view', () => {
  const form = renderPicker({
    columns: ['date'],
    filters: [{ column: 'height', operator: 'gt', value: '150' }],
    q: 'blue',
    sort: [{ column: 'date', descending: true }],
    view: 'pivot',
  })
  expect([...new FormData(form)]).toEqual([
    ['height__gt', '150'],
    ['sort', '-date'],
    ['q', 'blue'],
    ['view', 'pivot'],
    ['columns', 'date'],
  ])
})

test('ticking a box counts at once, and columns keep the order in which they were ticked', () => {
  const form = renderPicker({ columns: ['homeworld'] })
  screen.getByLabelText('eye_color').click()
  expect(submitted).toHaveBeenCalledTimes(1)
  expect(readForm(form)).toEqual([['columns', 'homeworld,eye_color']])
  screen.getByLabelText('homeworld').click()
  screen.getByLabelText('homeworld').click()
  expect(submitted).toHaveBeenCalledTimes(3)
  expect(readForm(form)).toEqual([['columns', 'eye_color,homeworld']])
})

test('with no column left, the URL has none', () => {
  const form = renderPicker({ columns: ['homeworld'] })
  screen.getByLabelText('homeworld').click()
  expect(readForm(form)).toEqual([])
})

test('boxes follow the URL when a link changes it', () => {
  const view = (columns: CountsParams['columns']): React.JSX.Element => (
    <ColumnPicker id="k3f9x" params={{ ...DEFAULTS, columns }} />
  )
  const { rerender } = render(view(['homeworld']))
  screen.getByLabelText('gender').click()
  expect(screen.getByLabelText('gender')).toBeChecked()
  rerender(view(['date']))
  const ticked = screen.getAllByRole<HTMLInputElement>('checkbox', { checked: true })
  expect(ticked.map(({ value }) => value)).toEqual(['date'])
})

test('the response to an earlier tick does not undo a later one', () => {
  const view = (columns: CountsParams['columns']): React.JSX.Element => (
    <ColumnPicker id="k3f9x" params={{ ...DEFAULTS, columns }} />
  )
  const readTicked = (): string[] =>
    screen.getAllByRole<HTMLInputElement>('checkbox', { checked: true }).map(({ value }) => value)
  const { rerender } = render(view([]))
  const form = findForm()
  screen.getByLabelText('homeworld').click()
  screen.getByLabelText('gender').click()
  rerender(view(['homeworld']))
  expect(readTicked()).toEqual(['gender', 'homeworld'])
  expect(readForm(form)).toEqual([['columns', 'homeworld,gender']])
  expect(submitted).toHaveBeenCalledTimes(2)
  screen.getByLabelText('date').click()
  rerender(view(['homeworld', 'gender']))
  expect(readForm(form)).toEqual([['columns', 'homeworld,gender,date']])
  rerender(view(['homeworld', 'gender', 'date']))
  expect(readTicked()).toEqual(['gender', 'homeworld', 'date'])
  rerender(view(['homeworld']))
  expect(readTicked()).toEqual(['homeworld'])
})
