/** @jest-environment jest-fixed-jsdom */
import '@testing-library/jest-dom'
import { fireEvent, render, screen } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { CopyRows } from '@/components/rows/copy-rows'

const write = jest.fn<Promise<void>, [{ items: Record<string, Promise<Blob>> }[]]>()
const asked: string[] = []
/** The part of the API that this button uses. */
const network = setupServer(
  http.get('*/api/datasets/k3f9x/rows', ({ request }) => {
    const { pathname, search } = new URL(request.url)
    asked.push(pathname + search)
    return HttpResponse.json({ rows: [{ name: 'Luke' }, { name: 'Leia' }] })
  }),
)

beforeAll(() => network.listen({ onUnhandledRequest: 'error' }))
afterAll(() => network.close())
afterEach(() => network.resetHandlers())

beforeEach(() => {
  write.mockReset().mockImplementation(async ([item]) => {
    await item?.items['text/plain']
  })
  asked.length = 0
  Object.assign(window, { isSecureContext: true })
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

test.each(['CSV', 'JSON', 'Markdown'])('copies the rows on the page as %s and says so', async (format) => {
  press(format)
  expect(await screen.findByText(`Copied 2 rows as ${format}.`)).toBe(screen.getByRole('status'))
  expect(asked).toEqual(['/api/datasets/k3f9x/rows?limit=10'])
})

test('says so when the rows cannot be fetched', async () => {
  network.use(http.get('*/api/datasets/k3f9x/rows', () => new HttpResponse(null, { status: 503 })))
  press('CSV')
  expect(await screen.findByText('Copying failed. Please try again.')).toBeInTheDocument()
})

test('says why when the browser does not allow copying', async () => {
  Object.assign(window, { isSecureContext: false })
  press('CSV')
  expect(
    await screen.findByText(/^Browsers allow copying only over HTTPS or on localhost\./),
  ).toBeInTheDocument()
  expect(asked).toEqual([])
})
