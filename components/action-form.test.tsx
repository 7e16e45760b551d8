/**
 * The fixed jsdom uses Node's FormData, which cannot read forms; this test needs jsdom's own.
 * @jest-environment jsdom
 */
import '@testing-library/jest-dom'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { DownloadForm } from '@/components/download/download-form'
import { RunningIds } from '@/components/download/running-ids'
import type { ActionState } from '@/components/action-form'
import type { SourceChoice } from '@/lib/datasets/model/download'

const sources: SourceChoice[] = [
  { value: 'auto', label: 'Automatic', description: 'The first that serves.', last: null },
  { value: 'archive', label: 'Bundled archive', description: 'Always there.', last: null },
]

describe('the download form', () => {
  test('sends the selected source, is pending meanwhile, and then shows the result', async () => {
    let answer: (state: ActionState) => void = () => {}
    const sent: unknown[] = []
    const download = (_previous: ActionState | null, formData: FormData): Promise<ActionState> => {
      sent.push(formData.get('source'))
      return new Promise((resolve) => {
        answer = resolve
      })
    }
    render(<DownloadForm sources={sources} downloadAction={download} />)
    fireEvent.click(screen.getByRole('radio', { name: /^Bundled archive/ }))
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Download latest' })))

    expect(sent).toEqual(['archive'])
    expect(screen.getByRole('button', { name: 'Starting…' })).toBeDisabled()

    await act(async () => answer({ ok: false, message: 'No source answered.' }))
    expect(screen.getByRole('status')).toHaveTextContent('No source answered.')
    expect(screen.getByRole('button', { name: 'Download latest' })).toBeEnabled()
  })

  test('leaves the source automatic unless another is selected', () => {
    render(<DownloadForm sources={sources} downloadAction={async () => ({ ok: true, message: '' })} />)
    expect(screen.getByRole('radio', { name: /^Automatic/ })).toBeChecked()
  })

  test('shows the source that is picked on the closed menu', () => {
    render(<DownloadForm sources={sources} downloadAction={async () => ({ ok: true, message: '' })} />)
    const menu = screen.getByText('Automatic', { selector: 'summary *' })
    fireEvent.click(screen.getByRole('radio', { name: /^Bundled archive/ }))
    expect(menu).toHaveTextContent('Bundled archive')
  })

  test('shows the failure of a source in words, and red only by the state of its own radio button', () => {
    const failure = 'swapi.dev refused the connection.'
    const dev = { value: 'https://swapi.dev/api', label: 'swapi.dev', description: 'In pages: 15 requests.' }
    const at = new Date('2026-11-22T20:30:57Z')
    render(
      <DownloadForm
        sources={[...sources, { ...dev, last: { at, failure } }]}
        downloadAction={async () => ({ ok: true, message: '' })}
      />,
    )
    expect(screen.getByRole('radio', { name: /^swapi\.dev/ }).closest('label')).toHaveTextContent(
      'swapi.devFailed 22 Nov 2026, 20:30 UTCswapi.dev refused the connection.In pages: 15 requests.',
    )
    expect(screen.getByText(failure).className.split(' ')).not.toContain('text-destructive')
  })
})

describe('the message about a download', () => {
  const STARTED = { ok: true, message: 'Download started.', about: 'k3f9x' }
  const page = (ids: string[], state: ActionState) => (
    <RunningIds ids={ids}>
      <DownloadForm sources={sources} downloadAction={async () => state} />
    </RunningIds>
  )
  async function send(state: ActionState) {
    const { rerender } = render(page([], state))
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Download latest' })))
    return (ids: string[]): void => rerender(page(ids, state))
  }

  test('is shown while it runs, and disappears when it has ended', async () => {
    const renderWith = await send(STARTED)
    renderWith(['k3f9x'])
    expect(screen.getByRole('status')).toHaveTextContent('Download started.')
    renderWith(['a0b1c'])
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
  })

  test('that speaks of none stays', async () => {
    const renderWith = await send({ ok: false, message: 'The disk is full.' })
    renderWith(['a0b1c'])
    expect(screen.getByRole('status')).toHaveTextContent('The disk is full.')
  })
})
