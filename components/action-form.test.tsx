/**
 * The fixed jsdom brings Node's FormData, which cannot read a form; this one is jsdom's own.
 * @jest-environment jsdom
 */
import '@testing-library/jest-dom'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { DownloadForm } from '@/components/download-form'
import type { ActionState, SourceChoice } from '@/lib/datasets/types'

const sources: SourceChoice[] = [
  { value: 'auto', label: 'Automatic', description: 'The first that serves.', last: null },
  { value: 'archive', label: 'Bundled archive', description: 'Always there.', last: null },
]

describe('the download form', () => {
  test('sends the picked source, is pending meanwhile, and then says what came of it', async () => {
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

  test('leaves the source automatic unless another is picked', () => {
    render(<DownloadForm sources={sources} downloadAction={async () => ({ ok: true, message: '' })} />)
    expect(screen.getByRole('radio', { name: /^Automatic/ })).toBeChecked()
  })
})
