/** Sources that imitate observed hosts, each on its own port, as each real one has its own name. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Listener = (request: IncomingMessage, response: ServerResponse) => void

export interface Source {
  /** Base URL for SWAPI_SOURCES. */
  url: string
  host: string
  /** Paths with query, in the order requested. */
  requests: string[]
  /** Changes the behavior from now on. */
  behave(listener: Listener): void
  close(): Promise<void>
}

export async function startSource(listener: Listener): Promise<Source> {
  const requests: string[] = []
  let behavior = listener
  const server = http.createServer((request, response) => {
    requests.push(request.url ?? '')
    behavior(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}/api`,
    host,
    requests,
    behave: (next) => (behavior = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Fields = Record<string, unknown>

/** A person as in SWAPI; `changes` replace fields, and `undefined` removes one. */
export function person(id: number, changes: Fields = {}): Fields {
  return {
    name: `Person ${id}`,
    height: '172',
    mass: '77',
    hair_color: 'blond',
    skin_color: 'fair',
    eye_color: 'blue',
    birth_year: '19BBY',
    gender: 'male',
    homeworld: '/api/planets/1/',
    edited: '2014-12-20T21:17:56.891000Z',
    url: `/api/people/${id}/`,
    ...changes,
  }
}

export function planet(id: number, name = `Planet ${id}`): Fields {
  return { name, url: `/api/planets/${id}/` }
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  headers: http.OutgoingHttpHeaders = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** The stage of a download that a request belongs to. */
export type Stage = 'first page' | 'later page' | 'planets' | 'single planet'

export function stageOf(url: string): Stage {
  if (/\/planets\/\d+/.test(url)) return 'single planet'
  if (url.includes('/planets')) return 'planets'
  return /page=1(?!\d)/.test(url) ? 'first page' : 'later page'
}

/** Bare arrays, regardless of the query. */
export function serveArrays(people: Fields[], planets: Fields[] = [planet(1, 'Tatooine')]): Listener {
  return ({ url = '' }, response) => sendJson(response, url.includes('/people') ? people : planets)
}

/**
 * Pages of ten, as on swapi.dev: 25 people, one of them born on planet 28, which is not on the first page;
 * fetching it alone takes the fewest requests.
 */
export const servePages: Listener = ({ url = '' }, response) => {
  const single = /\/planets\/(\d+)/.exec(url)?.[1]
  if (single !== undefined) return sendJson(response, planet(Number(single)))
  const people = Array.from({ length: 25 }, (_, index) =>
    person(index + 1, { homeworld: `/api/planets/${index === 3 ? 28 : 1}/` }),
  )
  const planets = Array.from({ length: 60 }, (_, index) => planet(index + 1))
  const all = url.includes('/people') ? people : planets
  const page = Number(/page=(\d+)/.exec(url)?.[1] ?? 1)
  const next = page * 10 < all.length ? `http://elsewhere.invalid/?page=${page + 1}` : null
  sendJson(response, {
    count: all.length,
    next,
    previous: null,
    results: all.slice(page * 10 - 10, page * 10),
  })
}

/** Behaves as `listener` at one stage, and correctly at the others. */
export function failAt(stage: Stage, listener: Listener): Listener {
  return (request, response) =>
    (stageOf(request.url ?? '') === stage ? listener : servePages)(request, response)
}
