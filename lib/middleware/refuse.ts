/** Refuses requests before Next.js sees them, in a format that the client can read. */
import 'server-only'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { FAILURES } from '@/lib/api/error-codes'
import type { ErrorCode } from '@/lib/errors'

interface Refusal {
  code: ErrorCode
  /** A sentence that says what happened and what to do. */
  message: string
  headers?: Record<string, string>
}

/** Responds with the one error shape below `/api`, with a page to browsers, and with plain text to other clients. */
export function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { code, message, headers }: Refusal,
): void {
  const { type, body } = render(request, code, message)
  const failure = FAILURES[code]
  response.writeHead(failure.status, {
    ...failure.headers,
    ...headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...(hasBody(request) && { Connection: 'close' }),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** The path of a request as Next.js will see it: without its query, and without `..`. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const path = url.split('?')[0] ?? '/'
  const address = `http://localhost${path}`
  return path.startsWith('/') && URL.canParse(address) ? new URL(address).pathname : path
}

/** True below `/api`, where all failures have the one error shape. */
export function isApiPath(path: string): boolean {
  return path === '/api' || path.startsWith('/api/')
}

function render(request: IncomingMessage, code: ErrorCode, message: string): { type: string; body: string } {
  if (isApiPath(pathOf(request)))
    return { type: 'application/json', body: JSON.stringify({ error: { code, message } }) }
  if (!request.headers.accept?.includes('text/html'))
    return { type: 'text/plain; charset=utf-8', body: `${message}\n` }
  return { type: 'text/html; charset=utf-8', body: toPage(message) }
}

/** A page without styles and scripts, which its policy forbids; with a link to reload `path`. */
export function toPage(message: string, path?: string): string {
  const link = path === undefined ? '' : `<p><a href="${escapeHtml(path)}">Reload the page</a></p>`
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Holocron</title>',
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>',
    `<body><main><h1>Holocron</h1><p>${escapeHtml(message)}</p>${link}</main></body></html>`,
  ].join('')
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** The connection of an unread body has to be closed, or the next request would start in the middle of the body. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
