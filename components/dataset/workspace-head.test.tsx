/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { render, screen, within } from '@testing-library/react'
import type { ActionState } from '@/components/action-form'
import { WorkspaceHead } from '@/components/dataset/workspace-head'
import { someDataset } from '@/components/testing/some-dataset'
import type { Filter } from '@/lib/datasets/model/view'

const rename = async (): Promise<ActionState> => ({ ok: true, message: 'Renamed.' })

const pin = async (): Promise<ActionState> => ({ ok: true, message: '' })

const TATOOINE: Filter = { column: 'homeworld', operator: 'eq', value: 'Tatooine' }

function listTabs(): (string | null)[][] {
  const tabs = within(screen.getByRole('navigation')).getAllByRole('link')
  return tabs.map((tab) => [tab.textContent, tab.getAttribute('href'), tab.getAttribute('aria-current')])
}

test('the tabs of a dataset keep the conditions between rows and counts', () => {
  render(
    <WorkspaceHead
      renameAction={rename}
      pinAction={pin}
      dataset={someDataset()}
      tab="counts"
      selection={{ filters: [TATOOINE], q: 'blue' }}
    />,
  )
  expect(listTabs()).toEqual([
    ['Rows', '/datasets/k3f9x?homeworld=Tatooine&q=blue', null],
    ['Counts', '/datasets/k3f9x/counts?homeworld=Tatooine&q=blue', 'page'],
    ['Compare', '/datasets/k3f9x/compare', null],
    ['Receipt', '/datasets/k3f9x/receipt', null],
  ])
})

test('the head names the dataset for people, its file for machines, and its source', () => {
  render(<WorkspaceHead renameAction={rename} pinAction={pin} dataset={someDataset()} tab="rows" />)
  expect(screen.getByRole('heading')).toHaveTextContent(/^82 characters · 22 Nov 2026, 20:30$/)
  expect(screen.getByText('swapi.info')).toBeInTheDocument()
  expect(
    screen.getByText(
      'people-20261122-203057-k3f9x.csv · 82 of 82 people, 60 planets, 2 requests, 0 retries, 0.4 s, sha256 1a2b3c4d…',
    ),
  ).toBeInTheDocument()
})

test('warnings are counted there, and lead to the receipt', () => {
  render(
    <WorkspaceHead
      renameAction={rename}
      pinAction={pin}
      dataset={someDataset({ warnings: ['One.', 'Two.'] })}
      tab="rows"
    />,
  )
  expect(screen.getByRole('link', { name: '2 warnings' })).toHaveAttribute('href', '/datasets/k3f9x/receipt')
})

test('a download that is not ready has a status, and neither tabs nor files', () => {
  render(
    <WorkspaceHead
      renameAction={rename}
      pinAction={pin}
      dataset={someDataset({ status: 'failed', sha256: null, rowCount: 0 })}
      tab="rows"
    />,
  )
  expect(screen.getByText('Failed')).toBeInTheDocument()
  expect(screen.queryByRole('link')).not.toBeInTheDocument()
})

test('the line begins with when the dataset was last checked, and found unchanged', () => {
  const checks = { times: 40, lastAt: new Date('2026-11-25T20:00:00Z') }
  render(
    <WorkspaceHead
      renameAction={rename}
      pinAction={pin}
      dataset={someDataset()}
      checks={checks}
      tab="receipt"
    />,
  )
  expect(
    screen.getByText('Last checked 25 Nov 2026, 20:00 · people-20261122-203057-k3f9x.csv'),
  ).toBeInTheDocument()
})

test('the head of an unchanged download has its status, and no views', () => {
  render(
    <WorkspaceHead
      renameAction={rename}
      pinAction={pin}
      dataset={someDataset({ status: 'unchanged' })}
      tab="rows"
    />,
  )
  expect(screen.getByText('Unchanged')).toBeInTheDocument()
  expect(screen.queryByRole('navigation')).toBeNull()
  expect(screen.queryByText('Rename')).toBeNull()
})
