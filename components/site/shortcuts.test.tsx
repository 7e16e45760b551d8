/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { Shortcuts } from '@/components/site/shortcuts'

beforeEach(() => {
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})

async function open(key: string): Promise<void> {
  render(
    <main>
      <input type="search" aria-label="Search all columns" />
      <Shortcuts />
    </main>,
  )
  await act(async () => void fireEvent.keyDown(document.body, { key }))
  await act(() => new Promise((resolve) => setTimeout(resolve, 250)))
}

describe('other keys', () => {
  test('? lists the shortcuts, but not while typing', async () => {
    await open('?')
    expect(screen.getByRole('heading', { name: 'Keyboard shortcuts' })).toBeInTheDocument()
    fireEvent.click(screen.getByRole('button', { name: 'Close' }))
    fireEvent.keyDown(screen.getByRole('searchbox'), { key: '?' })
    expect(screen.queryByRole('heading')).not.toBeInTheDocument()
  })

  test('? works on a checkbox, where nothing can be typed', async () => {
    await open('Tab')
    const box = Object.assign(document.createElement('input'), { type: 'checkbox' })
    document.body.append(box)
    await act(async () => void fireEvent.keyDown(box, { key: '?' }))
    expect(await screen.findByRole('heading', { name: 'Keyboard shortcuts' })).toBeInTheDocument()
    box.remove()
  })

  test('/ focuses the search box of the page', async () => {
    await open('/')
    expect(screen.getByRole('searchbox')).toHaveFocus()
  })
})
