/** A local SWAPI for tests: serves each of the real hosts' shapes over HTTP, records requests, and fails on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readArchive } from '@/lib/swapi/read-archive'
import type { Shape } from '@/lib/swapi/shapes'

export type SwapiRecord = Record<string, unknown> & { id: number }

/** A collection: an array, or something that generates its records on demand. */
export type SwapiRecords = Pick<readonly SwapiRecord[], 'length' | 'slice' | 'find'>

/** One request, as a fault sees it. */
export interface SwapiRequest {
  resource: 'people' | 'planets'
  /** Page of a list; null for a single record. */
  page: number | null
  /** How many times this exact URL was requested before. */
  earlier: number
}

export interface SwapiServerOptions {
  shape: Shape
  people?: SwapiRecords
  planets?: SwapiRecords
  /** Records on a page of the paged shape: 10 as on swapi.dev, whatever `limit` says. */
  pageSize?: number
  /** The default, 0, picks a free one. */
  port?: number
  /** False saves the memory for a long list of requests; then `earlier` is always 0. */
  keepRequests?: boolean
  /** The delay of every response, in milliseconds: slow enough to watch, or to be killed halfway. */
  delayMs?: number
  /** Changes the body before it is sent. */
  change?: (body: unknown, request: SwapiRequest) => unknown
  /** Responds instead of the server; returns true if it did. */
  intercept?: (request: SwapiRequest, response: ServerResponse) => boolean
}

export interface SwapiServer {
  /** Base URL for SWAPI_SOURCES. */
  url: string
  /** Paths with query in the order they arrived, redirects included. */
  requests: string[]
  close(): Promise<void>
}

/** The bundled facts, as records with bare ids for references. */
export function canonicalRecords(resource: 'people' | 'planets'): SwapiRecord[] {
  return readArchive(resource).map((record) => ({ ...record, id: Number(record.url) }))
}

/** Starts a server on a free port of this machine. */
export async function startSwapiServer(options: SwapiServerOptions): Promise<SwapiServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const target = request.url ?? '/'
    const earlier = requests.filter((path) => path === target).length
    if (options.keepRequests !== false) requests.push(target)
    setTimeout(() => answer(options, request, response, earlier), options.delayMs ?? 0)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/api`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(
  options: SwapiServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  earlier: number,
): void {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  const [, name, id] = /^\/api\/(people|planets)(?:\/(\d+))?\/?$/.exec(url.pathname) ?? []
  if (name === undefined) return void response.writeHead(404).end('<h1>404 Not Found</h1>')
  // Django's APPEND_SLASH: a URL without the slash costs another request.
  if (options.shape === 'paged' && !url.pathname.endsWith('/')) {
    return void response.writeHead(301, { location: `${url.pathname}/${url.search}` }).end()
  }
  const resource = name === 'people' ? 'people' : 'planets'
  const info: SwapiRequest = {
    resource,
    page: id ? null : Number(url.searchParams.get('page') ?? 1),
    earlier,
  }
  if (options.intercept?.(info, response)) return

  const records = options[resource] ?? canonicalRecords(resource)
  const body = id
    ? singleBody(options.shape, records, Number(id), url)
    : listBody(options, records, resource, url)
  if (body === undefined) return void response.writeHead(404).end('{"detail":"Not found"}')
  const changed = options.change ? options.change(body, info) : body
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(changed))
}

function listBody(options: SwapiServerOptions, records: SwapiRecords, resource: string, url: URL): unknown {
  const slash = options.shape === 'paged' ? '/' : ''
  const read = (start: number, end?: number): Record<string, unknown>[] =>
    records.slice(start, end).map((record) => toRecord(record, resource, url, slash))
  const page = Number(url.searchParams.get('page') ?? 1)
  if (options.shape === 'array') return read(0)
  if (options.shape === 'paged') return pagedBody(read, records.length, page, options.pageSize ?? 10, url)
  return expandedBody(read, records.length, page, url)
}

type Read = (start: number, end: number) => Record<string, unknown>[]

/** swapi.dev: `next` has http even on an https host, and a page past the end is 404. */
function pagedBody(read: Read, total: number, page: number, size: number, url: URL): unknown {
  const start = (page - 1) * size
  if (start >= total && page > 1) return undefined
  const hasNext = start + size < total
  const next = hasNext ? `http://${url.host}${url.pathname}?page=${page + 1}` : null
  return { count: total, next, previous: null, results: read(start, start + size) }
}

/** swapi.tech: `limit` counts only together with `page`, at most 100; a page past the end is the last page again. */
function expandedBody(read: Read, total: number, page: number, url: URL): unknown {
  const asked = url.searchParams.has('page') ? Number(url.searchParams.get('limit') ?? 10) : 10
  const size = Math.min(asked, 100)
  const pages = Math.max(Math.ceil(total / size), 1)
  const start = (Math.min(page, pages) - 1) * size
  const isFull = url.searchParams.get('expanded') === 'true'
  const results = read(start, start + size).map((row) => {
    const uid = /(\d+)$/.exec(String(row.url))?.[1]
    return isFull ? { properties: row, uid, __v: 2, description: '' } : { uid, name: row.name, url: row.url }
  })
  return { message: 'ok', total_records: total, total_pages: pages, previous: null, next: null, results }
}

function singleBody(shape: Shape, records: SwapiRecords, id: number, url: URL): unknown {
  const found = records.find((record) => record.id === id)
  if (!found) return undefined
  const record = toRecord(found, 'planets', url, shape === 'paged' ? '/' : '')
  return shape === 'expanded' ? { message: 'ok', result: { properties: record, uid: String(id) } } : record
}

/** References become URLs on this host; everything else is the same as in the archive. */
function toRecord(
  { id, ...record }: SwapiRecord,
  resource: string,
  url: URL,
  slash: string,
): Record<string, unknown> {
  const link = (kind: string, target: unknown): string =>
    `${url.origin}/api/${kind}/${String(target)}${slash}`
  const homeworld =
    typeof record.homeworld === 'number' ? link('planets', record.homeworld) : record.homeworld
  return { ...record, ...(resource === 'people' && { homeworld }), url: link(resource, id) }
}
