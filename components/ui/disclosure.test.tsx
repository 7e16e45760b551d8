/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { fireEvent, render, screen } from '@testing-library/react'
import { Disclosure } from '@/components/ui/disclosure'

/** Two of them, the first one open, beside a button. */
function renderOpen(): HTMLDetailsElement {
  render(
    <>
      <Disclosure label="Columns" open>
        <form action="/somewhere" onSubmit={(event) => event.preventDefault()}>
          <input aria-label="Value" />
          <button>Show</button>
        </form>
      </Disclosure>
      <button>Elsewhere</button>
    </>,
  )
  return screen.getAllByRole<HTMLDetailsElement>('group')[0]!
}

const summary = (): HTMLElement => screen.getByText('Columns').closest('summary')!

test('Escape closes a panel, and the focus goes back to its button', () => {
  const details = renderOpen()
  screen.getByLabelText('Value').focus()
  fireEvent.keyDown(screen.getByLabelText('Value'), { key: 'a' })
  expect(details.open).toBe(true)
  fireEvent.keyDown(screen.getByLabelText('Value'), { key: 'Escape' })
  expect(details.open).toBe(false)
  expect(summary()).toHaveFocus()
})

test('a click elsewhere closes a panel, one in it does not', () => {
  const details = renderOpen()
  fireEvent.pointerDown(screen.getByLabelText('Value'))
  expect(details.open).toBe(true)
  fireEvent.pointerDown(document.body)
  expect(details.open).toBe(false)
})

test('a panel closes when the focus leaves it, and takes it not back', () => {
  const details = renderOpen()
  screen.getByLabelText('Value').focus()
  expect(details.open).toBe(true)
  screen.getByRole('button', { name: 'Elsewhere' }).focus()
  expect(details.open).toBe(false)
  expect(screen.getByRole('button', { name: 'Elsewhere' })).toHaveFocus()
})

test('a form that is sent closes its panel', () => {
  const details = renderOpen()
  fireEvent.submit(screen.getByRole('button', { name: 'Show' }))
  expect(details.open).toBe(false)
  expect(summary()).toHaveFocus()
})
