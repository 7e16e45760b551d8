import { NextRequest } from 'next/server'
import type * as route from '@/app/api/inngest/route'

const ADDRESS = 'http://localhost:3000/api/inngest'
const METHODS = ['GET', 'POST', 'PUT'] as const

const SELF_HOSTED = {
  INNGEST_BASE_URL: 'http://127.0.0.1:9',
  INNGEST_SERVE_ORIGIN: 'http://localhost:3000',
  INNGEST_EVENT_KEY: 'key',
  INNGEST_SIGNING_KEY: 'signkey-prod-0123456789abcdef',
}

type Route = typeof route

/** The route as loaded by a process with these settings. */
async function loadRoute(settings: Record<string, string>): Promise<Route> {
  Object.assign(process.env, settings)
  try {
    let loaded: Route | undefined
    await jest.isolateModulesAsync(async () => {
      loaded = await import('@/app/api/inngest/route')
    })
    if (!loaded) throw new Error('not loaded')
    return loaded
  } finally {
    for (const name of Object.keys(settings)) Reflect.deleteProperty(process.env, name)
  }
}

async function ask(
  handlers: Route,
  method: (typeof METHODS)[number],
  forged: Record<string, string> = {},
): Promise<Response> {
  const url = `${ADDRESS}?fnId=holocron-download-dataset&stepId=step`
  const body = method === 'GET' ? null : '{"event":{},"events":[],"steps":{},"ctx":{"run_id":"1"}}'
  const request = new NextRequest(url, {
    method,
    body,
    headers: { 'content-type': 'application/json', ...forged },
  })
  return (await handlers[method](request, undefined)) as Response
}

test.each(METHODS)('in embedded mode, %s is 404', async (method) => {
  const response = await ask(await loadRoute({}), method)
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({
    error: { code: 'not_found', message: 'There is nothing at this path.' },
  })
})

test.each(METHODS)('with keys, an unsigned %s is refused', async (method) => {
  const handlers = await loadRoute(SELF_HOSTED)
  expect((await ask(handlers, method)).status).toBe(401)
})

test.each(METHODS)('with keys, a %s with a forged signature is refused', async (method) => {
  const handlers = await loadRoute(SELF_HOSTED)
  const now = Math.floor(Date.now() / 1_000)
  for (const forged of [`t=${now}&s=${'0'.repeat(64)}`, `t=${now}&s=`, 's=', 'nonsense'])
    expect((await ask(handlers, method, { 'x-inngest-signature': forged })).status).toBe(401)
})

test.each(METHODS)('with keys, no header of a %s disables the check', async (method) => {
  const handlers = await loadRoute(SELF_HOSTED)
  const forged = { 'x-inngest-server-kind': 'dev', 'x-inngest-env': 'dev', 'x-inngest-sync-kind': 'in_band' }
  expect((await ask(handlers, method, forged)).status).toBe(401)
})
