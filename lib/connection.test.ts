import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  addMiddleware,
  connection,
  responseBegins,
  setWork,
  stopping,
  type Connection,
  type ServerState,
} from '@/lib/connection'

const globals = globalThis as typeof globalThis & { holocronServer?: ServerState }
afterEach(() => delete globals.holocronServer)

const somebody: Connection = {
  remoteAddress: '192.0.2.7',
  request: {} as IncomingMessage,
  response: {} as ServerResponse,
}

/** The server's side, as created by server/state.mjs. */
function putServer(): ServerState {
  const controller = new AbortController()
  return (globals.holocronServer = {
    connections: new AsyncLocalStorage(),
    middleware: [],
    answering: new Set(),
    stopping: controller.signal,
    buildId: 'build',
    isDraining: false,
    threadProgram: null,
    beginStop: () => controller.abort(),
    work: null,
  })
}

test('outside the server there is no connection, and nothing is ever stopping', () => {
  expect(connection()).toBeNull()
  expect(stopping().aborted).toBe(false)
  expect(() => addMiddleware(() => undefined)).not.toThrow()
})

test('each request finds its own connection, even after waiting', async () => {
  const state = putServer()
  const other = { ...somebody, remoteAddress: '192.0.2.8' }
  const read = async (): Promise<Connection | null> => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    return connection()
  }
  const found = await Promise.all([somebody, other].map((one) => state.connections.run(one, read)))
  expect(found).toEqual([somebody, other])
  expect(connection()).toBeNull()
})

describe('the beginning of a response', () => {
  /** What happens to a response, and whether somebody who waits for its beginning goes on. */
  async function waitFor(change: (response: { headersSent: boolean; destroyed: boolean }) => void) {
    const response = { headersSent: false, destroyed: false }
    const begins = putServer().connections.run(
      { ...somebody, response: response as ServerResponse },
      responseBegins,
    )
    const early = await Promise.race([begins.then(() => 'went on'), sleep(20, 'waited')])
    change(response)
    await begins
    return early
  }

  test.each([
    ['its first bytes', 'headersSent' as const],
    ['a visitor who is gone', 'destroyed' as const],
  ])('is waited for until %s', async (_, sign) => {
    expect(await waitFor((response) => (response[sign] = true))).toBe('waited')
  })

  test('is waited for no longer than half a second', async () => {
    expect(await waitFor(() => undefined)).toBe('waited')
  })

  test('is not waited for outside a request', async () => {
    await responseBegins()
  })
})

test('what the app adds is what the server finds', () => {
  const state = putServer()
  const middleware = (): void => undefined
  const work = { stop: async () => undefined, close: async () => undefined }
  addMiddleware(middleware)
  setWork(work)
  expect(state).toMatchObject({ middleware: [middleware], work })
  state.beginStop()
  expect(stopping().aborted).toBe(true)
})
