/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen, within } from '@testing-library/react'
import type { ActionState } from '@/components/action-form'
import type { ListedDataset } from '@/components/dataset/list/dataset-row'
import { DatasetSection } from '@/components/dataset/list/dataset-section'
import { ProblemActions } from '@/components/dataset/problem-actions'
import { someDataset } from '@/components/testing/some-dataset'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { DatasetsParams } from '@/lib/search-params/datasets'

const act = async (): Promise<ActionState> => ({ ok: true, message: 'Done.' })

const OTHERS = [{ value: 'archive', label: 'Use the archive' }]

const DEFAULT: DatasetsParams = { limit: 20, offset: 0, q: '', sort: [], unfold: null }
/** Three days after the dataset of the tests. */
const NOW = new Date('2026-11-25T21:00:00Z')

interface Shown {
  params?: Partial<DatasetsParams>
  /** How many there are, if they are not all shown. */
  total?: number
  twins?: Map<string, string>
}

function renderEntries(entries: ListedDataset[], { params, total, twins = new Map() }: Shown = {}): void {
  const shown = entries.reduce((sum, { size }) => sum + size, 0)
  const hidden = total === undefined ? 0 : total - shown
  const page = {
    entries: entries.map((entry, index) => ({ ...entry, position: index + 1 + (params?.offset ?? 0) })),
    totals: { datasets: shown + hidden, entries: entries.length + hidden },
    hasMore: hidden > 0,
  }
  render(
    <DatasetSection
      page={page}
      params={{ ...DEFAULT, ...params }}
      twins={twins}
      now={NOW}
      renderActions={({ id }) => (
        <ProblemActions id={id} retryAction={act} otherSources={OTHERS} downloadAction={act} />
      )}
      deleteAction={act}
      deletedCount={0}
    />,
  )
}

function renderSection(datasets: Dataset[], shown: Shown = {}): void {
  renderEntries(
    datasets.map((dataset) => ({ dataset, last: null, size: 1, checks: null })),
    shown,
  )
}

describe('the list of datasets', () => {
  test('leads with the title of each dataset, and has its metadata', () => {
    renderSection([someDataset()])
    const title = screen.getByRole('link', { name: '82 characters · 22 Nov 2026, 20:30' })
    expect(title).toHaveAttribute('href', '/datasets/k3f9x')
    const [, row] = screen.getAllByRole('row')
    expect(
      within(row!)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual([
      '',
      '82 characters · 22 Nov 2026, 20:30Readypeople-20261122-203057-k3f9x.csv',
      '3 days ago',
      'swapi.info',
      '82 rows',
      '7.9 kB',
      '2 requests',
      '0.4 s',
    ])
    expect(screen.getByText('1 dataset')).toBeInTheDocument()
  })

  test('says how long ago a dataset was made, and exactly when', () => {
    renderSection([someDataset()])
    const time = screen.getByText('3 days ago')
    expect(time).toHaveAttribute('datetime', '2026-11-22T20:30:57.000Z')
    expect(time).toHaveAttribute('title', '22 Nov 2026, 20:30 UTC')
  })

  test('calls a dataset by its label', () => {
    renderSection([someDataset({ label: 'Before the fix' })])
    expect(screen.getByRole('link', { name: 'Before the fix' })).toHaveAttribute('href', '/datasets/k3f9x')
    expect(screen.getByRole('checkbox', { name: 'Select Before the fix' })).toBeInTheDocument()
  })

  test('is sorted by its headings', () => {
    renderSection([someDataset()], { params: { q: 'x', limit: 40, offset: 40 } })
    const headings = screen.getAllByRole('columnheader').slice(1)
    const links = headings.map((heading) => [
      within(heading).getByRole('link').textContent,
      heading.getAttribute('aria-sort'),
      within(heading).getByRole('link').getAttribute('href'),
    ])
    expect(links).toEqual([
      ['Dataset', 'none', '/?q=x&sort=title&limit=40'],
      ['When↓', 'descending', '/?q=x&sort=when&limit=40'],
      ['Source', 'none', '/?q=x&sort=source&limit=40'],
      ['Rows', 'none', '/?q=x&sort=-rows&limit=40'],
      ['Size', 'none', '/?q=x&sort=-size&limit=40'],
      ['Requests', 'none', '/?q=x&sort=-requests&limit=40'],
      ['Duration', 'none', '/?q=x&sort=-duration&limit=40'],
    ])
  })

  test('goes back to the newest first after both directions of a column', () => {
    renderSection([someDataset()], { params: { sort: [{ column: 'rows', descending: false }] } })
    expect(screen.getByRole('link', { name: /^Rows/ })).toHaveAttribute('href', '/')
    expect(screen.getByRole('columnheader', { name: /^Rows/ })).toHaveAttribute('aria-sort', 'ascending')
    expect(screen.getByRole('columnheader', { name: 'When' })).toHaveAttribute('aria-sort', 'none')
  })

  test('folds downloads that brought nothing new, and says when that was last', () => {
    const lastAt = new Date('2026-11-25T20:00:00Z')
    renderEntries([{ dataset: someDataset(), last: null, size: 1, checks: { times: 40, lastAt } }])
    const link = screen.getByRole('link', { name: 'Checked 40 times, last change 3 days ago' })
    expect(link).toHaveAttribute('href', '/?unfold=k3f9x')
    expect(link).toHaveAttribute('title', 'Last checked 25 Nov 2026, 20:00 UTC. Show all checks')
    expect(screen.getByText('1 dataset')).toBeInTheDocument()
  })

  test('takes the last change from the oldest dataset with the same bytes', () => {
    const last = someDataset({ id: 'a0b1c', createdAt: new Date('2026-11-20T08:05:00Z') })
    const checks = { times: 1, lastAt: new Date('2026-11-25T20:00:00Z') }
    renderEntries([{ dataset: someDataset(), last, size: 2, checks }])
    expect(screen.getByRole('link', { name: 'Checked 1 time, last change 5 days ago' })).toBeInTheDocument()
  })

  test('links an unchanged download to the dataset that it equals, and says no rows of it', () => {
    const dataset = someDataset({ status: 'unchanged', sameAs: 'a0b1c', byteSize: null, sha256: null })
    renderSection([dataset], { twins: new Map([['k3f9x', 'a0b1c']]) })
    expect(screen.getByText('Unchanged')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Same as an earlier one' })).toHaveAttribute(
      'href',
      '/datasets/a0b1c',
    )
    expect(screen.getByTitle('Same content as a0b1c')).toBeInTheDocument()
  })

  test('folds datasets with the same bytes, and counts each of them', () => {
    const last = someDataset({ id: 'a0b1c', createdAt: new Date('2026-11-20T08:05:00Z') })
    renderEntries([{ dataset: someDataset(), last, size: 30, checks: null }], {
      twins: new Map([['k3f9x', 'a0b1c']]),
    })
    expect(screen.getByRole('link', { name: 'Same as 20 Nov 2026, 08:05, 29 times' })).toHaveAttribute(
      'href',
      '/?unfold=k3f9x',
    )
    expect(screen.getByText('30 datasets')).toBeInTheDocument()
    expect(screen.queryByText('Same as an earlier one')).not.toBeInTheDocument()
  })

  test('folds them again', () => {
    renderSection([someDataset()], { params: { unfold: 'k3f9x', limit: 40 } })
    expect(screen.getByRole('link', { name: 'Fold those that are the same' })).toHaveAttribute(
      'href',
      '/?limit=40',
    )
  })

  test('ticks what is to be deleted, but nothing that is running', () => {
    renderSection([someDataset(), someDataset({ id: 'r', status: 'downloading' })])
    const box = screen.getByRole('checkbox')
    expect(box).toHaveAttribute('form', 'delete-selected')
    expect(box).toHaveAttribute('name', 'id')
    expect(box).toHaveAttribute('value', 'k3f9x')
  })

  test('says why a download failed and offers to retry it or to use another source', () => {
    const error = 'swapi.dev could not be reached. Try again later.'
    renderSection([someDataset({ status: 'failed', error, byteSize: null, sha256: null })])
    expect(screen.getByText(error)).toBeInTheDocument()
    const form = screen.getByRole('button', { name: 'Retry' }).closest('form')
    expect(form).toHaveFormValues({ id: 'k3f9x' })
    expect(screen.getByRole('button', { name: 'Use the archive' })).toBeInTheDocument()
  })

  test('marks a dataset that fell back to the archive', () => {
    const sourceFailures = [{ source: 'https://swapi.dev/api', reason: 'swapi.dev could not be reached.' }]
    renderSection([someDataset({ source: 'archive', sourceFailures })])
    expect(screen.getByText('No live source answered')).toBeInTheDocument()
  })

  test('never shows rows of a dataset that is not complete', () => {
    renderSection([someDataset({ status: 'cancelled', rowCount: 31, byteSize: null, sha256: null })])
    const [, row] = screen.getAllByRole('row')
    expect(within(row!).getByText('Cancelled')).toBeInTheDocument()
    expect(within(row!).queryByText(/31/)).not.toBeInTheDocument()
  })

  test('offers older datasets when there are more', () => {
    renderSection([someDataset()], { total: 35 })
    expect(screen.getByText('1 of 35 datasets')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Load 20 more' })).toHaveAttribute('href', '/?limit=40')
  })

  test('keeps search, order and what is unfolded in its links', () => {
    const params: Partial<DatasetsParams> = {
      q: 'swapi',
      sort: [{ column: 'size', descending: true }],
      unfold: 'k3f9x',
      offset: 20,
    }
    renderSection([someDataset()], { total: 35, params })
    const kept = 'q=swapi&sort=-size&unfold=k3f9x'
    const search = screen.getByRole('searchbox', { name: 'Search datasets' })
    expect(search.closest('form')).toHaveFormValues({ q: 'swapi', sort: '-size', unfold: 'k3f9x' })
    expect(screen.getByRole('link', { name: /^Load/ })).toHaveAttribute(
      'href',
      `/?${kept}&limit=40&offset=20`,
    )
    expect(screen.getByRole('link', { name: 'Back to the beginning' })).toHaveAttribute('href', `/?${kept}`)
    expect(screen.getByText('Datasets 21–21 of 35')).toBeInTheDocument()
  })

  test('says when nothing matches the search', () => {
    renderSection([], { params: { q: 'nobody' } })
    expect(
      screen.getByText('No dataset has “nobody” in its name, source, status or date.'),
    ).toBeInTheDocument()
    expect(screen.queryByText('No datasets yet')).not.toBeInTheDocument()
  })

  test('marks a dataset with the same bytes as an older one, and links to it', () => {
    renderSection([someDataset()], { twins: new Map([['k3f9x', 'a0b1c']]) })
    expect(screen.getByRole('link', { name: 'Same as an earlier one' })).toHaveAttribute(
      'href',
      '/datasets/a0b1c',
    )
  })

  test('says what to do when there are none', () => {
    renderSection([])
    expect(screen.getByText('No datasets yet')).toBeInTheDocument()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })
})
