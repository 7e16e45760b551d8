/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { Shortcuts } from '@/components/site/shortcuts'
import { someDataset, someRow } from '@/components/testing/some-dataset'

const push = jest.fn()
let pathname = '/'
jest.mock('next/navigation', () => {
  const router = { push: (href: string) => push(href) }
  return { useRouter: () => router, usePathname: () => pathname }
})
const setTheme = jest.fn()
jest.mock('next-themes', () => ({ useTheme: () => ({ setTheme }) }))

const TITLE = '82 characters · 22 Nov 2026, 20:30'
const FILE = 'people-20261122-203057-k3f9x.csv'
const LIST = { datasets: [someDataset()] }
const NO_ROWS = { rows: [], total: 0, hasMore: false }

const asked: string[] = []
/** What the API returns, by the part of the URL after the dataset's. */
let answers: { list: unknown; rows: unknown; counts?: unknown }

beforeEach(() => {
  push.mockClear()
  setTheme.mockClear()
  asked.length = 0
  go('/')
  answers = { list: LIST, rows: NO_ROWS }
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const href = String(input)
    asked.push(href)
    const kind = href.includes('/rows') ? 'rows' : href.includes('/counts') ? 'counts' : 'list'
    const answer = answers[kind]
    if (answer instanceof Error) throw answer
    return Response.json(answer)
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

function go(address: string): void {
  window.history.replaceState(null, '', address)
  pathname = window.location.pathname
}

const settle = (ms = 300): Promise<void> =>
  act(() => new Promise<void>((resolve) => void setTimeout(resolve, ms)))

async function open(key: string, modifiers: object = {}): Promise<void> {
  render(
    <main>
      <input type="search" aria-label="Search all columns" />
      <Shortcuts />
    </main>,
  )
  await act(async () => void fireEvent.keyDown(document.body, { key, ...modifiers }))
  await settle()
}

const box = (): HTMLElement => screen.getByRole('combobox')
const type = (value: string): boolean => fireEvent.change(box(), { target: { value } })
const press = (key: string): boolean => fireEvent.keyDown(box(), { key })
const options = (): (string | null)[] => screen.queryAllByRole('option').map((option) => option.textContent)

describe('the command palette', () => {
  test('opens with Ctrl-K and offers pages and the newest datasets by their titles', async () => {
    await open('k', { ctrlKey: true })
    expect(screen.getByRole('combobox', { name: 'Page, value, dataset or action' })).toHaveFocus()
    expect(options()).toEqual([
      ...[
        'All datasetspage',
        'Schedulespage',
        'Retentionpage',
        'Deleted datasetspage',
        'APIpage',
        'Download latestdashboard',
      ],
      `${TITLE}${FILE}`,
    ])
    expect(asked).toEqual(['/api/datasets?limit=8&folded=1'])
    expect(screen.getByRole('status')).toHaveTextContent(
      '7 results. Choose with the arrow keys, open with Enter.',
    )
  })

  test('navigates with arrows and Enter', async () => {
    await open('k', { ctrlKey: true })
    press('ArrowUp')
    expect(screen.getByRole('option', { selected: true })).toHaveTextContent(TITLE)
    press('Enter')
    expect(push).toHaveBeenCalledWith('/datasets/k3f9x')
    expect(screen.queryByRole('combobox')).not.toBeInTheDocument()
  })

  test('offers the pages of the open dataset, and filters them by every typed word', async () => {
    go('/datasets/k3f9x/counts')
    answers.list = { datasets: [] }
    await open('k', { metaKey: true })
    expect(options()).toEqual([
      ...['Rowsthis dataset', 'Countsthis dataset', 'Receiptthis dataset', 'Requeststhis dataset'],
      ...[
        'All datasetspage',
        'Schedulespage',
        'Retentionpage',
        'Deleted datasetspage',
        'APIpage',
        'Download latestdashboard',
      ],
    ])
    type('receipt')
    expect(options()).toEqual(['Receiptthis dataset'])
    type('zzz')
    expect(screen.getByRole('status')).toHaveTextContent('Searching…')
    await settle()
    expect(screen.getByRole('status')).toHaveTextContent('No matches.')
  })

  test('counts one column or several of the open dataset', async () => {
    go('/datasets/k3f9x')
    await open('k', { ctrlKey: true })
    type('Count home')
    expect(options()).toEqual(['Count homeworldthis dataset'])
    type('count homeworld gen')
    expect(options()).toEqual(['Count homeworld, genderthis dataset'])
    press('Enter')
    expect(push).toHaveBeenCalledWith('/datasets/k3f9x/counts?columns=homeworld,gender')
  })

  test('switches the theme', async () => {
    await open('k', { ctrlKey: true })
    type('theme dark')
    expect(options()).toEqual(['Theme: darkappearance'])
    press('Enter')
    expect(setTheme).toHaveBeenCalledWith('dark')
  })

  test('never goes to a dataset that does not match the typed text', async () => {
    await open('k', { ctrlKey: true })
    type('2027')
    press('Enter')
    expect(push).not.toHaveBeenCalled()
    type('k3f9x')
    expect(options()).toEqual([`${TITLE}${FILE}`])
  })

  test('says when datasets could not be loaded', async () => {
    answers.list = new TypeError('offline')
    await open('k', { ctrlKey: true })
    expect(screen.getByRole('status')).toHaveTextContent(
      'The datasets could not be loaded. Type again to retry.',
    )
  })
})

describe('values in the command palette', () => {
  beforeEach(() => {
    go('/datasets/k3f9x')
    answers.list = { datasets: [] }
  })

  test('are found with one request where all matching rows fit in it, the most frequent first', async () => {
    const rows = [
      someRow({ name: 'Tato Ine', homeworld: 'Tatooine' }),
      someRow({ homeworld: 'Tatooine' }),
      someRow({ homeworld: 'Potatö' }),
    ]
    answers.rows = { rows, total: 3, hasMore: false }
    await open('k', { ctrlKey: true })
    asked.length = 0
    type('t')
    type('TATO')
    await settle()
    expect(asked).toEqual([
      '/api/datasets/k3f9x/rows?q=TATO&limit=100',
      '/api/datasets?q=TATO&limit=8&folded=1',
    ])
    expect(options()).toEqual([
      'Rows where homeworld is Tatooine (2)value',
      'Rows where name is Tato Ine (1)value',
      'Rows where homeworld is Potatö (1)value',
    ])
    press('Enter')
    expect(push).toHaveBeenCalledWith('/datasets/k3f9x?homeworld=Tatooine')
  })

  test('are counted exactly, in the columns that have most of them, where there are more rows', async () => {
    answers.rows = { rows: [someRow({ homeworld: 'Tatooine' })], total: 5_000, hasMore: true }
    answers.counts = { counts: [{ homeworld: 'Tatooine', count: 4_321, share: 0.9 }] }
    await open('k', { ctrlKey: true })
    asked.length = 0
    type('tato')
    await settle()
    expect(asked).toContain('/api/datasets/k3f9x/counts?columns=homeworld&homeworld__contains=tato&limit=6')
    expect(asked).toHaveLength(3)
    expect(options()).toEqual(['Rows where homeworld is Tatooine (4,321)value'])
  })

  test('are not requested for a single letter', async () => {
    await open('k', { ctrlKey: true })
    asked.length = 0
    type('t')
    await settle()
    expect(asked).toEqual(['/api/datasets?q=t&limit=8&folded=1'])
  })

  test('that are no longer asked for are given up', async () => {
    const signals: (AbortSignal | null | undefined)[] = []
    jest.spyOn(globalThis, 'fetch').mockImplementation((_input, init) => {
      signals.push(init?.signal)
      return new Promise(() => undefined)
    })
    await open('k', { ctrlKey: true })
    type('tato')
    await settle()
    signals.length = 0
    type('tatoo')
    await settle()
    expect(signals.map((signal) => signal?.aborted)).toEqual([false, false])
    type('tatooi')
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true])
  })

  test('that could not be searched are reported, and the rest is still offered', async () => {
    answers.rows = new TypeError('offline')
    answers.list = LIST
    await open('k', { ctrlKey: true })
    type('k3f9x')
    await settle()
    expect(screen.getByRole('status')).toHaveTextContent(
      'The values could not be searched. Type again to retry.',
    )
    expect(options()).toEqual([`${TITLE}${FILE}`])
  })
})
