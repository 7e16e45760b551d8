/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { fireEvent, render, screen } from '@testing-library/react'
import { CopyRows } from '@/components/copy-rows'

const write = jest.fn<Promise<void>, [{ items: Record<string, Promise<Blob>> }[]]>()
const answer = jest.fn<Promise<unknown>, [string]>()

beforeEach(() => {
  write.mockReset().mockImplementation(async ([item]) => {
    await item?.items['text/plain']
  })
  answer
    .mockReset()
    .mockResolvedValue({ ok: true, json: async () => ({ rows: [{ name: 'Luke' }, { name: 'Leia' }] }) })
  Object.assign(window, { isSecureContext: true, fetch: answer })
  Object.assign(globalThis, {
    ClipboardItem: class {
      constructor(readonly items: Record<string, Promise<Blob>>) {}
    },
  })
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { write } })
})

function press(format: string): void {
  render(<CopyRows address="/api/datasets/k3f9x/rows?limit=10" />)
  fireEvent.click(screen.getByRole('button', { name: `Copy as ${format}` }))
}

test.each(['CSV', 'JSON', 'Markdown'])('copies the rows of the page as %s and says so', async (format) => {
  press(format)
  expect(await screen.findByText(`Copied 2 rows as ${format}.`)).toBe(screen.getByRole('status'))
  expect(answer).toHaveBeenCalledWith('/api/datasets/k3f9x/rows?limit=10')
})

test('says so when the rows do not come', async () => {
  answer.mockResolvedValue({ ok: false, status: 503 })
  press('CSV')
  expect(await screen.findByText('Copying did not work. Please try again.')).toBeInTheDocument()
})

test('says why where browsers do not let pages copy', async () => {
  Object.assign(window, { isSecureContext: false })
  press('CSV')
  expect(
    await screen.findByText(/^Browsers let pages copy only over https or on this machine\./),
  ).toBeInTheDocument()
  expect(answer).not.toHaveBeenCalled()
})
