import { describeServer, getServerNotice } from '@/lib/inngest-server/describe'
import {
  claimTry,
  readServerState,
  recordCall,
  recordRefused,
  recordRegistered,
} from '@/lib/inngest-server/state'
import { runChecks } from '@/lib/readiness/checks'
import { env } from '@/lib/env'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

const ADDRESS = { baseUrl: 'http://inngest:8288', serveUrl: 'http://holocron:3000/api/inngest' }
const CLOUD = { ...ADDRESS, baseUrl: 'https://api.inngest.com' }
const NOTHING = { triedAt: null, registeredAt: null, calledAt: null, problem: null }
const REFUSED = 'Inngest at http://inngest:8288 does not respond.'
const at = new Date()

test('a server that was never reached is named, with the reason and a command', () => {
  expect(describeServer(ADDRESS, { ...NOTHING, problem: REFUSED })).toEqual({
    problem: `Holocron is not registered with Inngest at http://inngest:8288. ${REFUSED}`,
    advice: expect.stringContaining('Downloads do not start until it is.'),
    command: 'inngest start --sdk-url http://holocron:3000/api/inngest …',
  })
})

test('Inngest Cloud has no command', () => {
  expect(describeServer(CLOUD, NOTHING)).toMatchObject({
    advice: expect.stringContaining('sync http://holocron:3000/api/inngest as a new app'),
    command: null,
  })
})

test('a registration proves nothing until the server calls', () => {
  expect(describeServer(ADDRESS, { ...NOTHING, registeredAt: at })).toMatchObject({
    problem: expect.stringContaining('has not called http://holocron:3000/api/inngest yet'),
    advice: expect.stringContaining('INNGEST_SERVE_ORIGIN'),
  })
  expect(describeServer(ADDRESS, { ...NOTHING, registeredAt: at, calledAt: at })).toBeNull()
})

test('a server that went away is said to be away, not to be unknown', () => {
  expect(describeServer(ADDRESS, { ...NOTHING, calledAt: at, problem: REFUSED })).toMatchObject({
    problem: REFUSED,
    advice: 'Downloads wait until it responds.',
  })
})

test('with no server there is nothing to say', async () => {
  expect(await getServerNotice()).toBeNull()
})

describe('what replicas share', () => {
  beforeEach(() => {
    env().INNGEST_BASE_URL = ADDRESS.baseUrl
    env().INNGEST_SERVE_ORIGIN = 'http://holocron:3000'
  })
  afterEach(() => {
    delete env().INNGEST_BASE_URL
    delete env().INNGEST_SERVE_ORIGIN
  })

  test('one of several that try at the same time does, and another after a while', async () => {
    expect(await Promise.all([1, 2, 3].map(() => claimTry(ADDRESS, 30_000)))).toHaveLength(3)
    expect(await claimTry(ADDRESS, 30_000)).toBe(false)
    expect(await claimTry(ADDRESS, 30_000, new Date(Date.now() + 31_000))).toBe(true)
  })

  test('a call is forgotten once the server did not know the functions', async () => {
    await recordCall()
    await recordRegistered(ADDRESS, false)
    expect(await getServerNotice()).toBeNull()
    await recordRegistered(ADDRESS, true)
    expect((await readServerState(ADDRESS)).calledAt).toBeNull()
    expect(await getServerNotice()).not.toBeNull()
  })

  test('it is named in /api/ready, which is 200 all the same: its calls may come through the proxy that asks', async () => {
    await recordRefused(ADDRESS, REFUSED)
    expect(await runChecks()).toContainEqual({
      name: 'inngest',
      isReady: true,
      state: `Holocron is not registered with Inngest at http://inngest:8288. ${REFUSED}`,
    })
  })
})
