/** Reads one source: builds its URLs, keeps to its pace, and returns lists and records in the house's words. */
import 'server-only'
import pLimit, { type LimitFunction } from 'p-limit'
import { env } from '@/lib/env'
import { SourceError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import { linkSignal, untilAborted } from '@/lib/swapi/deadline'
import { fetchJson, type FetchedJson, type FetchJsonOptions } from '@/lib/swapi/fetch-json'
import { readListHeaders } from '@/lib/swapi/list-headers'
import { pickFields } from '@/lib/swapi/pick-fields'
import { readArchive } from '@/lib/swapi/read-archive'
import { parsePlanet, type Planet } from '@/lib/swapi/schemas'
import { pagesWithoutTotal, readListPage, readSingleRecord, type ListPage } from '@/lib/swapi/shapes'
import { ARCHIVE } from '@/lib/swapi/sources'

export type Resource = 'people' | 'planets'

/** Asked of every source. A page of 100 where the source honours it; the others ignore these. */
const PAGE_SIZE = 100
/** swapi.tech gives full people only when asked; its planets' names stand in the plain list. */
const EXTRA_QUERY: Record<Resource, string> = { people: '&expanded=true', planets: '' }

export interface Source {
  /**
   * One page of a collection, from 1. A source whose lists come whole has one page.
   * @throws SourceError, also when the list could be a part of a longer one
   */
  readPage(resource: Resource, page: number): Promise<ListPage>
  /** @throws SourceError */
  readPlanet(id: number): Promise<Planet>
  /** Ends what is under way, and returns once `onRequest` has been told of it. Nothing can be read afterwards. */
  close(): Promise<void>
}

export interface SourceOptions {
  /** Called for every request that reached the host, once it has ended. */
  onRequest?: FetchJsonOptions['onRequest']
  /** Ends what is under way at once, and lets no further request out. */
  signal?: AbortSignal
}

/** Opens a source by its base URL, or the bundled archive. */
export function openSource(source: string, options: SourceOptions = {}): Source {
  return source === ARCHIVE ? openArchive() : openHttpSource(source, options)
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
    close: () => Promise.resolve(),
  }
}

function openHttpSource(source: string, { onRequest, signal: outer }: SourceOptions): Source {
  const base = source.replace(/\/+$/, '')
  const { UPSTREAM_TIMEOUT_MS, UPSTREAM_PAGE_MAX_BYTES, UPSTREAM_DOCUMENT_MAX_BYTES } = env()
  const { host } = new URL(base)
  const limit = hostLimit(host)
  const { signal, abort, unlink } = linkSignal(outer)
  const underWay = new Set<Promise<unknown>>()

  async function fetchInPlace(url: string, maxBytes: number): Promise<FetchedJson> {
    const options = { timeoutMs: UPSTREAM_TIMEOUT_MS, maxBytes, signal, pick: pickFields, onRequest }
    const answer = fetchJson(url, options)
    underWay.add(answer)
    return answer.finally(() => underWay.delete(answer))
  }

  async function read(path: string, query: string, maxBytes: number): Promise<FetchedJson> {
    // A place may be long in coming while others wait for a silent host: that wait ends with the signal, too.
    const ask = (slash: string): Promise<FetchedJson> =>
      untilAborted(
        limit(() => fetchInPlace(`${base}/${path}${slash}${query}`, maxBytes)),
        signal,
      )
    if (withoutSlash.has(base)) return ask('')
    try {
      const answer = await ask('/')
      const style = new URL(answer.url).pathname.endsWith('/') ? withSlash : withoutSlash
      style.add(base)
      return answer
    } catch (error) {
      const isMissing = error instanceof SourceError && error.status === 404
      const bare = isMissing && !withSlash.has(base) ? await ask('').catch(() => null) : null
      if (!bare) throw error
      withoutSlash.add(base)
      return bare
    }
  }

  async function readPage(resource: Resource, page: number): Promise<ListPage> {
    // The first answer may be the whole collection; only a page's worth is expected of the others.
    const maxBytes = page === 1 ? UPSTREAM_DOCUMENT_MAX_BYTES : UPSTREAM_PAGE_MAX_BYTES
    const query = `?page=${page}&limit=${PAGE_SIZE}${EXTRA_QUERY[resource]}`
    const { body, headers } = await read(resource, query, maxBytes)
    return readListPage(body, host, readListHeaders(headers))
  }

  /** An array exactly as long as the limit that was asked for may be cut: only what page 2 says can tell. */
  async function assertWhole(resource: Resource, { records: [first] }: ListPage): Promise<void> {
    const next = await readPage(resource, 2).catch((error: unknown) => {
      if (error instanceof SourceError && error.status === 404) return null
      throw error
    })
    const [nextFirst] = next?.records ?? []
    if (nextFirst !== undefined && urlOf(nextFirst) !== urlOf(first)) throw pagesWithoutTotal(host)
  }

  return {
    async readPage(resource, page) {
      const list = await readPage(resource, page)
      const mayBeCut =
        list.shape === 'array' && list.declaredCount === null && list.records.length === PAGE_SIZE
      if (page === 1 && mayBeCut) await assertWhole(resource, list)
      return list
    },
    async readPlanet(id) {
      const { body } = await read(`planets/${id}`, '', UPSTREAM_PAGE_MAX_BYTES)
      return parsePlanet(readSingleRecord(body), host)
    },
    async close() {
      abort(new Error('The source was closed.'))
      unlink()
      await Promise.allSettled(underWay)
    },
  }
}

function urlOf(record: unknown): string {
  return String((record as { url?: unknown } | undefined)?.url)
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
