/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { act, render, screen } from '@testing-library/react'
import { DownloadProgress } from '@/components/download-progress'
import { someDataset } from '@/components/testing/some-dataset'
import type { ProgressFacts } from '@/lib/datasets/types'
import type { ActionState, Dataset } from '@/lib/datasets/types'

const refresh = jest.fn()
jest.mock('next/navigation', () => {
  const router = { refresh: () => refresh() }
  return { useRouter: () => router }
})

/** The browser's EventSource, sending what a test tells it to. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2
  static opened: FakeEventSource[] = []
  readyState = 1
  constructor(readonly url: string) {
    super()
    FakeEventSource.opened.push(this)
  }
  close(): void {
    this.readyState = FakeEventSource.CLOSED
  }
  send(name: string, data: unknown): void {
    act(() => {
      this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
    })
  }
  fail(): void {
    this.close()
    act(() => {
      this.dispatchEvent(new Event('error'))
    })
  }
}

beforeEach(() => {
  FakeEventSource.opened = []
  refresh.mockClear()
  Object.assign(globalThis, { EventSource: FakeEventSource })
})

const FACTS: ProgressFacts = {
  ...{ phase: 'reading planets', source: 'https://swapi.info/api', problem: null },
  ...{ pagesDone: 6, pagesTotal: 9, rowCount: 60, declaredCount: 82, requests: 8, retries: 1 },
  ...{ elapsedMs: 4_000, rowsPerSecond: 1_234.5, msLeft: 2_000 },
}

/** As a page first shows it: without a pace. */
const FIRST: ProgressFacts = { ...FACTS, retries: 0, elapsedMs: 3_000, rowsPerSecond: null, msLeft: null }

function renderProgress(changes: Partial<Dataset>): FakeEventSource {
  const dataset = someDataset({
    status: 'downloading',
    phase: 'reading people',
    finishedAt: null,
    ...changes,
  })
  const cancel = async (): Promise<ActionState> => ({ ok: true, message: 'Cancelled.' })
  const { phase, pagesDone, pagesTotal, rowCount, declaredCount, requests } = dataset
  const seen = { phase, pagesDone, pagesTotal, rowCount, declaredCount, requests }
  render(<DownloadProgress dataset={dataset} progress={{ ...FIRST, ...seen }} cancelAction={cancel} />)
  const [source] = FakeEventSource.opened
  if (!source) throw new Error('no events were asked for')
  return source
}

const facts = (): (string | null)[] => screen.getAllByRole('definition').map((fact) => fact.textContent)

describe('the progress of a download', () => {
  test('counts pages, rows, requests and the time since the start', () => {
    renderProgress({ pagesDone: 3, pagesTotal: 9, rowCount: 30, requests: 4 })
    const bar = screen.getByRole('progressbar')
    expect(bar).toHaveAttribute('aria-valuenow', '3')
    expect(bar).toHaveAttribute('aria-valuemax', '9')
    expect(bar).toHaveAttribute('aria-valuetext', '3 of 9 pages')
    expect(facts()).toEqual(['3 of 9 pages', '30 of 82', '4', 'swapi.info', '3.0 s', '–', '–'])
  })

  test('claims no part of the way while nobody knows how long it is', () => {
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
    expect(source.url).toBe('/api/datasets/k3f9x/progress')
    source.send('progress', FACTS)
    expect(screen.getByText('reading planets')).toBeInTheDocument()
    expect(facts()).toEqual([
      ...['6 of 9 pages', '60 of 82', '8 (1 retry)', 'swapi.info', '4.0 s'],
      ...['1,235 rows/s', 'about 2.0 s'],
    ])
  })

  test('says what went wrong while it is tried again', () => {
    const source = renderProgress({})
    source.send('progress', { ...FACTS, problem: 'swapi.info has a problem of its own (503).' })
    expect(screen.getByText('swapi.info has a problem of its own (503). Trying again.')).toBeInTheDocument()
  })

  test('reads the page anew when the download has ended, and asks for no more', () => {
    const source = renderProgress({})
    source.send('end', { status: 'ready' })
    expect(refresh).toHaveBeenCalledTimes(1)
    expect(source.readyState).toBe(FakeEventSource.CLOSED)
  })

  test('reads the page again and again where events do not come through', () => {
    jest.useFakeTimers()
    const source = renderProgress({})
    act(() => jest.advanceTimersByTime(1_500))
    expect(refresh).not.toHaveBeenCalled()
    source.fail()
    act(() => jest.advanceTimersByTime(1_500))
    expect(refresh).toHaveBeenCalledTimes(1)
    jest.useRealTimers()
  })

  test('keeps no connection while its tab is hidden', () => {
    const source = renderProgress({})
    const visibility = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    act(() => void document.dispatchEvent(new Event('visibilitychange')))
    expect(source.readyState).toBe(FakeEventSource.CLOSED)
    visibility.mockReturnValue('visible')
    act(() => void document.dispatchEvent(new Event('visibilitychange')))
    expect(FakeEventSource.opened).toHaveLength(2)
    visibility.mockRestore()
  })

  test('can be cancelled', () => {
    renderProgress({})
    const form = screen.getByRole('button', { name: 'Cancel' }).closest('form')
    expect(form).toHaveFormValues({ id: 'k3f9x' })
  })
})
