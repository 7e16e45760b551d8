/** How long a list may take that is handed over while it arrives. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SourceError } from '@/lib/errors'
import { fetchJson, type FetchedJson } from '@/lib/swapi/http/fetch-json'
import { HandedOver } from '@/lib/swapi/http/read-json'

const TIMEOUT_MS = 5_000
/** About 1.2 MiB of list, without its end. */
const START = `[${'{"name":"Luke"},'.repeat(80_000)}`
const noLimit = { bytes: 1e9, setting: 'A_LIMIT' }

let server: Server | undefined
afterEach(() => server?.closeAllConnections())
afterEach(() => new Promise((resolve) => server?.close(resolve)))

async function readList(
  listener: RequestListener,
  take: (records: unknown[]) => Promise<void>,
): Promise<FetchedJson> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const list = { open: () => take, maxBytes: noLimit, maxRecordBytes: noLimit }
  return fetchJson(`http://127.0.0.1:${port}/`, { timeoutMs: TIMEOUT_MS, maxBytes: noLimit, list })
}

test('one that drips is refused, with a sentence that says so', async () => {
  const timers: NodeJS.Timeout[] = []
  const answer = readList(
    (_, response) => {
      response.write(START)
      timers.push(setInterval(() => response.write(' '), 50))
    },
    () => Promise.resolve(),
  )
  const failure: unknown = await answer.catch((error: unknown) => error)
  timers.forEach(clearInterval)
  expect(failure).toBeInstanceOf(SourceError)
  expect(failure).toMatchObject({
    message: expect.stringMatching(/ sent its list too slowly: less than 1 MiB within 5 s\.$/) as string,
    retriable: true,
  })
})

test('one that takes longer than one response may, but never as long for a mebibyte, is read to its end', async () => {
  let taken = 0
  const { body } = await readList(
    (_, response) => {
      let parts = 0
      const timer = setInterval(() => {
        if (++parts === 5) clearInterval(timer)
        const text = parts === 1 ? START : START.slice(1)
        if (parts === 5) response.end(`${text}{"name":"Leia"}]`)
        else response.write(text)
      }, 1_500)
    },
    (records) => Promise.resolve(void (taken += records.length)),
  )
  expect(taken).toBe(400_001)
  expect(body).toEqual(new HandedOver(400_001, { name: 'Luke' }))
}, 30_000)

test('the next records arrive only when the last ones have been taken', async () => {
  let isBusy = false
  await readList(
    (_, response) => response.end(`${START}{}]`),
    async () => {
      expect(isBusy).toBe(false)
      isBusy = true
      await new Promise((resolve) => setTimeout(resolve, 1))
      isBusy = false
    },
  )
})

test('what goes wrong while records are taken ends the request, and is thrown as it is', async () => {
  const refusal = new SourceError('No.', { retriable: false })
  await expect(
    readList(
      (_, response) => response.end(`${START}{}]`),
      () => Promise.reject(refusal),
    ),
  ).rejects.toBe(refusal)
})
