/** Reads one source: builds its URLs, limits concurrency, and returns lists and records in our own terms. */
import 'server-only'
import pLimit, { type LimitFunction } from 'p-limit'
import { threadProgram } from '@/lib/connection'
import { env } from '@/lib/env'
import { SourceError } from '@/lib/errors'
import { sourceLabel } from '@/lib/format'
import type { Resource } from '@/lib/resources/resource'
import { linkSignal, untilAborted } from '@/lib/swapi/http/deadline'
import {
  fetchJson,
  type FetchedJson,
  type FetchJsonOptions,
  type ListOptions,
  type SizeLimit,
} from '@/lib/swapi/http/fetch-json'
import { readListHeaders } from '@/lib/swapi/http/list-headers'
import type { TakeRecords } from '@/lib/swapi/http/read-json'
import { readArchive } from '@/lib/swapi/read-archive'
import { pickFields } from '@/lib/swapi/records/pick-fields'
import { parseRecord, type SwapiRecord } from '@/lib/swapi/records/schemas'
import { pagesWithoutTotal, readListPage, readSingleRecord, type ListPage } from '@/lib/swapi/shapes'
import { ARCHIVE } from '@/lib/swapi/sources'
import { fetchInThread } from '@/lib/swapi/thread/fetch-in-thread'

/** Requested from every source: some honor it, the others ignore it. */
const PAGE_SIZE = 100

export interface Source {
  /**
   * One page of a collection, from 1. A source that does not page its lists has one page. If that is a large list without
   * a declared count, its records go to `take` while it arrives, and are not in the page.
   * @throws SourceError, also when the list could be part of a longer one
   */
  readPage(resource: Resource, page: number, take?: TakeRecords): Promise<ListPage>
  /** @throws SourceError */
  readRecord<R extends Resource>(resource: R, id: number): Promise<SwapiRecord<R>>
  /** Aborts requests in progress; returns once `onRequest` has been called for each. Nothing can be read after that. */
  close(): Promise<void>
}

export interface SourceOptions {
  /** Called after every request that reached the host. */
  onRequest?: FetchJsonOptions['onRequest']
  /** Aborts requests in progress immediately, and prevents further ones. */
  signal?: AbortSignal
  /** For hundreds of pages: they are read by a thread of its own, where the server has one. */
  manyPages?: boolean
}

/** Opens a source by its base URL, or the bundled archive. */
export function openSource(source: string, options: SourceOptions = {}): Source {
  return source === ARCHIVE ? openArchive() : openHttpSource(source, options)
}

function openArchive(): Source {
  return {
    readPage: (resource) =>
      Promise.resolve({
        shape: 'array',
        declaredCount: null,
        pagesTotal: 1,
        records: readArchive(resource.path),
      }),
    readRecord: (resource, id) => {
      const record = readArchive(resource.path).find(({ url }) => url === id)
      return record
        ? Promise.resolve(parseRecord(resource, record, sourceLabel(ARCHIVE)))
        : Promise.reject(new SourceError(`The archive has no ${resource.noun} ${id}.`, { retriable: false }))
    },
    close: () => Promise.resolve(),
  }
}

function openHttpSource(
  source: string,
  { onRequest, signal: outer, manyPages = false }: SourceOptions,
): Source {
  const base = source.replace(/\/+$/, '')
  const { UPSTREAM_TIMEOUT_MS } = env()
  const { host } = new URL(base)
  const limit = hostLimit(host)
  const program = manyPages ? threadProgram() : null
  const { signal, abort, unlink } = linkSignal(outer)
  const underWay = new Set<Promise<unknown>>()

  async function fetchInPlace(url: string, maxBytes: SizeLimit, list?: ListOptions): Promise<FetchedJson> {
    const options = { timeoutMs: UPSTREAM_TIMEOUT_MS, maxBytes, signal, onRequest }
    const answer =
      program !== null && !list
        ? fetchInThread(program, url, options)
        : fetchJson(url, { ...options, list, pick: pickFields })
    underWay.add(answer)
    return answer.finally(() => underWay.delete(answer))
  }

  async function read(
    path: string,
    query: string,
    maxBytes: SizeLimit,
    list?: ListOptions,
  ): Promise<FetchedJson> {
    // A slot may take long to free up while others wait for a silent host: the signal ends that wait, too.
    const ask = (slash: string): Promise<FetchedJson> =>
      untilAborted(
        limit(() => fetchInPlace(`${base}/${path}${slash}${query}`, maxBytes, list)),
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

  async function readPage(resource: Resource, page: number, take?: TakeRecords): Promise<ListPage> {
    // The first response may be the whole collection; the others should be a single page.
    const maxBytes = limitOf(page === 1 ? 'UPSTREAM_DOCUMENT_MAX_BYTES' : 'UPSTREAM_PAGE_MAX_BYTES')
    const query = `?page=${page}&limit=${PAGE_SIZE}${resource.listQuery}`
    const { body, list } = await read(resource.path, query, maxBytes, take && listOptions(take))
    return readListPage(body, host, list)
  }

  /** An array exactly as long as the requested limit may be truncated: only page 2 can tell. */
  async function assertWhole(resource: Resource, first: unknown): Promise<void> {
    const next = await readPage(resource, 2).catch((error: unknown) => {
      if (error instanceof SourceError && error.status === 404) return null
      throw error
    })
    const [nextFirst] = next?.records ?? []
    if (nextFirst !== undefined && urlOf(nextFirst) !== urlOf(first)) throw pagesWithoutTotal(host)
  }

  return {
    async readPage(resource, page, take) {
      const list = await readPage(resource, page, take)
      const { count, first } = list.handedOver ?? { count: list.records.length, first: list.records[0] }
      const mayBeCut = list.shape === 'array' && list.declaredCount === null && count === PAGE_SIZE
      if (page === 1 && mayBeCut) await assertWhole(resource, first)
      return list
    },
    async readRecord(resource, id) {
      const { body } = await read(`${resource.path}/${id}`, '', limitOf('UPSTREAM_PAGE_MAX_BYTES'))
      return parseRecord(resource, readSingleRecord(body), host)
    },
    async close() {
      abort(new Error('The source was closed.'))
      unlink()
      await Promise.allSettled(underWay)
    },
  }
}

function limitOf(
  setting: 'UPSTREAM_DOCUMENT_MAX_BYTES' | 'UPSTREAM_LIST_MAX_BYTES' | 'UPSTREAM_PAGE_MAX_BYTES',
): SizeLimit {
  return { bytes: env()[setting], setting }
}

/** Only a list that is complete by itself can be handed over: for any other, its length decides how to go on. */
function listOptions(take: TakeRecords): ListOptions {
  return {
    open: (headers) => {
      const { total, hasNext } = readListHeaders(headers)
      return total === null && !hasNext ? take : null
    },
    maxBytes: limitOf('UPSTREAM_LIST_MAX_BYTES'),
    maxRecordBytes: limitOf('UPSTREAM_PAGE_MAX_BYTES'),
  }
}

function urlOf(record: unknown): string {
  return String((record as { url?: unknown } | undefined)?.url)
}

/**
 * Which form of URL each source prefers. Django editions redirect a URL without a trailing slash, which costs a request
 * each time, so we start with a slash; a source that redirects to the bare URL, or knows only that, is remembered.
 */
const withSlash = new Set<string>()
const withoutSlash = new Set<string>()

const limits = new Map<string, LimitFunction>()

/** Limits concurrent requests to one host, across all steps. */
function hostLimit(host: string): LimitFunction {
  const limit = limits.get(host) ?? pLimit(env().UPSTREAM_CONCURRENCY)
  limits.set(host, limit)
  return limit
}
