/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { Shortcuts } from '@/components/site/shortcuts'

const push = jest.fn()
let pathname = '/'
jest.mock('next/navigation', () => {
  const router = { push: (href: string) => push(href) }
  return { useRouter: () => router, usePathname: () => pathname }
})

const asked: string[] = []
let answer: () => Promise<Response>

beforeEach(() => {
  push.mockClear()
  asked.length = 0
  pathname = '/'
  answer = () =>
    Promise.resolve(
      Response.json({
        datasets: [{ id: 'k3f9x', fileName: 'people-20261122-203057-k3f9x.csv', status: 'ready' }],
      }),
    )
  jest.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    asked.push(String(input))
    return answer()
  })
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})
afterEach(() => jest.restoreAllMocks())

async function open(key: string, modifiers: object = {}): Promise<void> {
  render(
    <main>
      <input type="search" aria-label="Search all columns" />
      <Shortcuts />
    </main>,
  )
  await act(async () => void fireEvent.keyDown(document.body, { key, ...modifiers }))
  await act(() => new Promise((resolve) => setTimeout(resolve, 250)))
}

const options = (): (string | null)[] => screen.getAllByRole('option').map((option) => option.textContent)

describe('the command palette', () => {
  test('opens with Ctrl-K and offers pages and the newest datasets', async () => {
    await open('k', { ctrlKey: true })
    expect(screen.getByRole('combobox', { name: 'Page or dataset' })).toHaveFocus()
    expect(options()).toEqual(['All datasetspage', 'APIpage', 'people-20261122-203057-k3f9x.csvready'])
    expect(asked).toEqual(['/api/datasets?limit=8'])
  })

  test('navigates with arrows and Enter', async () => {
    await open('k', { ctrlKey: true })
    const box = screen.getByRole('combobox')
    fireEvent.keyDown(box, { key: 'ArrowUp' })
    expect(screen.getByRole('option', { selected: true })).toHaveTextContent('people-20261122')
    fireEvent.keyDown(box, { key: 'Enter' })
    expect(push).toHaveBeenCalledWith('/datasets/k3f9x')
    expect(screen.queryByRole('combobox')).not.toBeInTheDocument()
  })

  test('offers the pages of the open dataset, and filters them', async () => {
    pathname = '/datasets/k3f9x/counts'
    answer = () => Promise.resolve(Response.json({ datasets: [] }))
    await open('k', { metaKey: true })
    expect(options()).toEqual([
      ...['Rowsthis dataset', 'Count valuesthis dataset', 'Requeststhis dataset'],
      ...['All datasetspage', 'APIpage'],
    ])
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'req' } })
    expect(options()).toEqual(['Requeststhis dataset'])
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'zzz' } })
    expect(screen.getByRole('status')).toHaveTextContent('No matches.')
  })

  test('finds a column of the open dataset, and goes to its counts', async () => {
    pathname = '/datasets/k3f9x'
    await open('k', { ctrlKey: true })
    const box = screen.getByRole('combobox')
    fireEvent.change(box, { target: { value: 'Count home' } })
    expect(options()).toEqual(['Count homeworldthis dataset'])
    fireEvent.keyDown(box, { key: 'Enter' })
    expect(push).toHaveBeenCalledWith('/datasets/k3f9x/counts?columns=homeworld')
  })

  test('never goes to a dataset that does not match the typed text', async () => {
    await open('k', { ctrlKey: true })
    const box = screen.getByRole('combobox')
    fireEvent.change(box, { target: { value: '2027' } })
    fireEvent.keyDown(box, { key: 'Enter' })
    expect(push).not.toHaveBeenCalled()
    fireEvent.change(box, { target: { value: '2026' } })
    expect(options()).toEqual(['people-20261122-203057-k3f9x.csvready'])
  })

  test('says when datasets could not be loaded', async () => {
    answer = () => Promise.reject(new TypeError('offline'))
    await open('k', { ctrlKey: true })
    expect(screen.getByRole('status')).toHaveTextContent('The datasets could not be loaded.')
  })
})

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
