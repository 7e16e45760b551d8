/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { render, screen, within } from '@testing-library/react'
import { RunningDownloads } from '@/components/download/running-downloads'
import { FakeEventSource } from '@/components/testing/fake-event-source'
import { someDataset } from '@/components/testing/some-dataset'
import type { ActionState } from '@/components/action-form'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { ProgressFacts, RunningDownload } from '@/lib/datasets/model/download'

const refresh = jest.fn()
jest.mock('next/navigation', () => {
  const router = { refresh: () => refresh() }
  return { useRouter: () => router }
})

// The code is loaded on demand, which a browser test covers; here it is simply there.
jest.mock('@/components/download/live', () => ({
  ...jest.requireActual<object>('@/components/download/live-downloads'),
  ...jest.requireActual<object>('@/components/download/live-progress'),
}))

beforeEach(() => {
  refresh.mockClear()
  FakeEventSource.install()
})

const FACTS: ProgressFacts = {
  ...{ phase: 'reading planets', source: 'https://swapi.info/api', problem: null },
  ...{ pagesDone: 6, pagesTotal: 9, rowCount: 60, declaredCount: 82, requests: 8, retries: 1 },
  ...{ elapsedMs: 4_000, rowsPerSecond: 1_234.5, msLeft: 2_000 },
}

/** As first shown on a page: without a rate. */
const FIRST: ProgressFacts = { ...FACTS, retries: 0, elapsedMs: 3_000, rowsPerSecond: null, msLeft: null }

function toRunning(changes: Partial<Dataset>): RunningDownload {
  const dataset = someDataset({
    status: 'downloading',
    phase: 'reading people',
    finishedAt: null,
    ...changes,
  })
  const { phase, pagesDone, pagesTotal, rowCount, declaredCount, requests } = dataset
  const seen = { phase, pagesDone, pagesTotal, rowCount, declaredCount, requests }
  return { dataset, progress: { ...FIRST, ...seen } }
}

function renderProgress(...downloads: Partial<Dataset>[]): FakeEventSource {
  const cancel = async (): Promise<ActionState> => ({ ok: true, message: 'Cancelled.' })
  render(<RunningDownloads downloads={downloads.map(toRunning)} cancelAction={cancel} />)
  return FakeEventSource.latest
}

const facts = (): (string | null)[] => screen.getAllByRole('definition').map((fact) => fact.textContent)

describe('the progress of a download', () => {
  test('counts pages, rows, requests and the time since the start', () => {
    renderProgress({ pagesDone: 3, pagesTotal: 9, rowCount: 30, requests: 4 })
    const bar = screen.getByRole('progressbar')
    expect(bar).toHaveAttribute('aria-valuenow', '3')
    expect(bar).toHaveAttribute('aria-valuemax', '9')
    expect(bar).toHaveAttribute('aria-valuetext', '3 of 9 pages')
    expect(facts()).toEqual(['3 of 9', '30 of 82', '4', 'swapi.info', '3.0 s', '–', '–'])
  })

  test('claims no progress while the total is unknown', () => {
    renderProgress({
      phase: 'finding a source',
      source: null,
      pagesDone: 0,
      pagesTotal: null,
      declaredCount: null,
    })
    expect(screen.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow')
    expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuetext', '0 pages')
    expect(screen.getByText('finding a source')).toBeInTheDocument()
  })

  test('follows what the server sends', () => {
    const source = renderProgress({})
    expect(source.url).toBe('/api/progress?ids=k3f9x')
    source.send('progress', { id: 'k3f9x', ...FACTS })
    expect(screen.getByText('reading planets')).toBeInTheDocument()
    expect(facts()).toEqual([
      ...['6 of 9', '60 of 82', '8 (1 retry)', 'swapi.info', '4.0 s'],
      ...['1,235 rows/s', 'about 2.0 s'],
    ])
  })

  test('says what went wrong while retrying', () => {
    const source = renderProgress({})
    source.send('progress', {
      id: 'k3f9x',
      ...FACTS,
      problem: 'swapi.info failed with a server error (503).',
    })
    expect(screen.getByText('swapi.info failed with a server error (503). Trying again.')).toBeInTheDocument()
  })

  test('of several downloads uses one stream', () => {
    const source = renderProgress(
      { id: 'one', fileName: 'one.csv' },
      { id: 'two', fileName: 'two.csv' },
      { id: 'three', fileName: 'three.csv' },
    )
    expect(FakeEventSource.opened.map(({ url }) => url)).toEqual(['/api/progress?ids=one,two,three'])
    source.send('progress', { id: 'two', ...FACTS, pagesDone: 8 })
    expect(screen.getAllByRole('progressbar').map((bar) => bar.getAttribute('aria-valuetext'))).toEqual([
      '2 of 2 pages',
      '8 of 9 pages',
      '2 of 2 pages',
    ])
  })

  test('refreshes the page when a download has ended', () => {
    const source = renderProgress({})
    source.send('end', { id: 'k3f9x', status: 'ready' })
    expect(refresh).toHaveBeenCalledTimes(1)
  })

  test('says that the server is restarting, and does not refresh the page', () => {
    const source = renderProgress({})
    const notice = (): HTMLElement => screen.getAllByRole('status')[0]!
    expect(notice()).toBeEmptyDOMElement()
    source.send('stopping', {})
    expect(
      within(notice()).getByText(
        'Holocron is restarting or cannot be reached. Downloads continue when it is back, and this page will update.',
      ),
    ).toBeInTheDocument()
    expect(refresh).not.toHaveBeenCalled()
  })

  test('can be cancelled', () => {
    renderProgress({})
    const form = screen.getByRole('button', { name: 'Cancel' }).closest('form')
    expect(form).toHaveFormValues({ id: 'k3f9x' })
  })
})
