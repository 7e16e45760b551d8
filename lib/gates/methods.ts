import 'server-only'
import type { ServerResponse } from 'node:http'
import { API_OPERATIONS } from '@/lib/api/operations'
import type { Gate } from '@/lib/connection'
import { isDevelopment } from '@/lib/env'
import { isApiPath, pathOf, refuseRequest } from '@/lib/gates/refuse'
import { CLOSED_HEADERS } from '@/lib/security-headers'

const OF_FILES = ['GET', 'HEAD']
/** Forms post to the page that they stand on. */
const OF_PAGES = ['GET', 'HEAD', 'POST']

/** Inngest's own protocol is not our API, and answers for itself; but for TRACE, which no `Request` can have. */
const INNGEST = '/api/inngest'
const OF_INNGEST = ['GET', 'POST', 'PUT']

/**
 * Answers what no page and no route is there for: paths of the API that do not exist (404), methods that a path does not
 * take (405), and the question which ones it does (OPTIONS). Next.js has an empty answer to these, a page, or an error.
 */
export const checkMethod: Gate = (request, response, next) => {
  const { method = '' } = request
  const path = pathOf(request)
  if ((path === INNGEST && method !== 'TRACE') || isOfDevelopment(path)) return next()
  const methods = listMethods(path)
  if (methods === null)
    return refuseRequest(request, response, {
      code: 'not_found',
      message: 'There is nothing at this path. GET /api/openapi.json lists those that exist.',
    })
  if (methods.includes(method)) return next()
  const allow = [...methods, 'OPTIONS'].join(', ')
  if (method === 'OPTIONS') return answerOptions(response, allow)
  refuseRequest(request, response, {
    code: 'wrong_method',
    message: `This path does not take ${method}, but ${allow}.`,
    headers: { Allow: allow },
  })
}

/** The methods that a path takes, or null where nothing is. Only paths of the API are known one by one. */
function listMethods(path: string): string[] | null {
  if (path === INNGEST) return OF_INNGEST
  if (!isApiPath(path)) return isFile(path) ? OF_FILES : OF_PAGES
  const segments = splitPath(path)
  return API_PATHS.find(({ template }) => fits(template, segments))?.methods ?? null
}

const API_PATHS = [...new Set(API_OPERATIONS.map(({ path }) => path))].map((path) => ({
  template: splitPath(path),
  methods: API_OPERATIONS.filter((operation) => operation.path === path).flatMap(({ method }) =>
    method === 'get' ? OF_FILES : [method.toUpperCase()],
  ),
}))

function fits(template: string[], segments: string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => part.startsWith('{') || part === segments[index])
  )
}

/** The parts of a path, decoded; a slash at its end, which Next.js takes away, makes no difference. */
function splitPath(path: string): string[] {
  return path
    .replace(/\/$/, '')
    .split('/')
    .map((part) => {
      try {
        return decodeURIComponent(part)
      } catch {
        return part
      }
    })
}

function isFile(path: string): boolean {
  return path.startsWith('/_next/') || path === '/icon.svg'
}

/** Next.js's own tools in development take methods of their own. */
function isOfDevelopment(path: string): boolean {
  return isDevelopment() && /^\/(_next|__next)/.test(path)
}

function answerOptions(response: ServerResponse, allow: string): void {
  response.writeHead(204, { ...CLOSED_HEADERS, Allow: allow })
  response.end()
}
