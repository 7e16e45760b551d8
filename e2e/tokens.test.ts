import { ask } from './http'
import { startServer, type TestServer } from './server'

const TOKEN = 'a-token-of-thirty-characters..'
const SETTINGS = { SWAPI_SOURCES: 'archive', ACCESS_TOKEN: TOKEN }
/** A change to a missing dataset: 404 with the token. */
const CHANGE = '/api/datasets/20200101-000000-aaaaa/cancel'

async function change(server: TestServer, token: string, headers = {}): Promise<number> {
  const sent = { authorization: `Bearer ${token}`, ...headers }
  return (await ask(server, CHANGE, { method: 'POST', headers: sent })).status
}

async function guess(server: TestServer, times: number, headers = {}): Promise<number[]> {
  const statuses: number[] = []
  for (let tries = 0; tries < times; tries++) statuses.push(await change(server, `wrong-${tries}`, headers))
  return statuses
}

test('a client that guesses tokens must wait, whatever IP address it claims, but the right token still works', async () => {
  const server = await startServer({ env: SETTINGS })
  expect(await guess(server, 10)).toEqual(Array(10).fill(401))
  expect(await change(server, 'wrong', { 'x-forwarded-for': '192.0.2.9' })).toBe(429)
  expect(await change(server, TOKEN)).toBe(404)
  expect(await change(server, 'wrong')).toBe(429)
  await server.stop()
})

test('behind a trusted proxy, wrong tokens count for the client that it names last', async () => {
  const server = await startServer({ env: { ...SETTINGS, TRUST_PROXY: '1' } })
  const from = (address: string): Record<string, string> => ({
    'x-forwarded-for': `198.51.100.7, ${address}`,
  })
  await guess(server, 11, from('192.0.2.1'))
  expect(await change(server, 'wrong', from('192.0.2.1'))).toBe(429)
  expect(await change(server, 'wrong', from('192.0.2.2'))).toBe(401)
  expect(await change(server, TOKEN, from('192.0.2.1'))).toBe(404)
  await server.stop()
})
