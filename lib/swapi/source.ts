/** Reads one source: builds its URLs, keeps to its pace, and returns lists and records in the house's words. */
import 'server-only'
import pLimit, { type LimitFunction } from 'p-limit'
import { env } from '@/lib/env'
import { SourceError } from '@/lib/errors'
import { documentClient, pageClient, type Client } from '@/lib/swapi/clients'
import { fetchJson, type FetchedJson, type FetchJsonOptions } from '@/lib/swapi/fetch-json'
import { sourceLabel } from '@/lib/format'
import { readArchive } from '@/lib/swapi/read-archive'
import { parsePlanet, type Planet } from '@/lib/swapi/schemas'
import { readListPage, readSingleRecord, type ListPage } from '@/lib/swapi/shapes'
import { ARCHIVE } from '@/lib/swapi/sources'

export type Resource = 'people' | 'planets'

/** Asked of every source. A page of 100 where the source honours it; the others ignore these. */
const PAGE_SIZE = 100
/** swapi.tech gives full people only when asked; its planets' names stand in the plain list. */
const EXTRA_QUERY: Record<Resource, string> = { people: '&expanded=true', planets: '' }

export interface Source {
  /**
   * One page of a collection, from 1. A source whose lists come whole has one page.
   * @throws SourceError
   */
  readPage(resource: Resource, page: number): Promise<ListPage>
  /** @throws SourceError */
  readPlanet(id: number): Promise<Planet>
}

type OnRequest = NonNullable<FetchJsonOptions['onRequest']>

/** Opens a source by its base URL, or the bundled archive. `onRequest` is called for every request sent. */
export function openSource(source: string, onRequest: OnRequest = () => undefined): Source {
  return source === ARCHIVE ? openArchive() : openHttpSource(source, onRequest)
}

function openArchive(): Source {
  return {
    readPage: (resource) =>
      Promise.resolve({ shape: 'array', declaredCount: null, pagesTotal: 1, records: readArchive(resource) }),
    readPlanet: (id) => {
      const record = readArchive('planets').find((planet) => planet.url === id)
      return record
        ? Promise.resolve(parsePlanet(record, sourceLabel(ARCHIVE)))
        : Promise.reject(new SourceError(`The archive has no planet ${id}.`, { retriable: false }))
    },
  }
}

function openHttpSource(source: string, onRequest: OnRequest): Source {
  const base = source.replace(/\/+$/, '')
  const { UPSTREAM_TIMEOUT_MS, UPSTREAM_PAGE_MAX_BYTES, UPSTREAM_DOCUMENT_MAX_BYTES } = env()
  const { host } = new URL(base)
  const limit = hostLimit(host)

  async function read(
    path: string,
    query: string,
    maxBytes: number,
    client: Client = documentClient,
  ): Promise<unknown> {
    const options = { timeoutMs: UPSTREAM_TIMEOUT_MS, maxBytes, onRequest, client }
    const ask = (slash: string): Promise<FetchedJson> =>
      limit(() => fetchJson(`${base}/${path}${slash}${query}`, options))
    if (withoutSlash.has(base)) return (await ask('')).body
    try {
      const { body, url } = await ask('/')
      const style = new URL(url).pathname.endsWith('/') ? withSlash : withoutSlash
      style.add(base)
      return body
    } catch (error) {
      const isMissing = error instanceof SourceError && error.status === 404
      const bare = isMissing && !withSlash.has(base) ? await ask('').catch(() => null) : null
      if (!bare) throw error
      withoutSlash.add(base)
      return bare.body
    }
  }

  return {
    async readPage(resource, page) {
      // The first answer may be the whole collection; only a page's worth is expected of the others.
      const [maxBytes, client] =
        page === 1 ? [UPSTREAM_DOCUMENT_MAX_BYTES, documentClient] : [UPSTREAM_PAGE_MAX_BYTES, pageClient]
      const query = `?page=${page}&limit=${PAGE_SIZE}${EXTRA_QUERY[resource]}`
      return readListPage(await read(resource, query, maxBytes, client), host)
    },
    async readPlanet(id) {
      return parsePlanet(readSingleRecord(await read(`planets/${id}`, '', UPSTREAM_PAGE_MAX_BYTES)), host)
    },
  }
}

/**
 * How each source likes its URLs. Django editions redirect one that does not end in a slash, which costs a request
 * each time, so it is there at first; a source that redirects to the bare URL or knows only that is remembered.
 */
const withSlash = new Set<string>()
const withoutSlash = new Set<string>()

const limits = new Map<string, LimitFunction>()

/** Requests to one host at a time, however many steps want to send some. */
function hostLimit(host: string): LimitFunction {
  const limit = limits.get(host) ?? pLimit(env().UPSTREAM_CONCURRENCY)
  limits.set(host, limit)
  return limit
}
