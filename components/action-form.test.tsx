/**
 * The fixed jsdom uses Node's FormData, which cannot read forms; this test needs jsdom's own.
 * @jest-environment jsdom
 */
import '@testing-library/jest-dom'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { DownloadForm } from '@/components/download/download-form'
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
})
