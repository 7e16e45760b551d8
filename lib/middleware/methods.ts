import 'server-only'
import type { ServerResponse } from 'node:http'
import { API_OPERATIONS } from '@/lib/api/openapi/operations'
import type { Middleware } from '@/lib/connection'
import { isDevelopment } from '@/lib/env'
import { isApiPath, pathOf, refuseRequest } from '@/lib/middleware/refuse'

const OF_FILES = ['GET', 'HEAD']
/** Forms post to the page they are on. */
const OF_PAGES = ['GET', 'HEAD', 'POST']

/** Inngest's protocol is not our API and handles its own methods, except TRACE, which a `Request` cannot have. */
const INNGEST = '/api/inngest'
const OF_INNGEST = ['GET', 'POST', 'PUT']

/**
 * Responds to what no page or route handles: API paths that do not exist (404), methods that a path does not support
 * (405), and OPTIONS. Next.js responds to these with an empty body, a page, or an error.
 */
export const checkMethod: Middleware = (request, response, next) => {
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
    message: `This path does not support ${method}, only ${allow}.`,
    headers: { Allow: allow },
  })
}

/** The methods that a path supports, or null where nothing exists. Only API paths are known individually. */
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

/** The segments of a path, decoded; a trailing slash, which Next.js removes, makes no difference. */
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

/** Next.js's development tools use other methods. */
function isOfDevelopment(path: string): boolean {
  return isDevelopment() && /^\/(_next|__next)/.test(path)
}

function answerOptions(response: ServerResponse, allow: string): void {
  response.writeHead(204, { Allow: allow })
  response.end()
}
