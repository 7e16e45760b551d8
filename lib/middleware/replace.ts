/** Sends another response than Next.js's, once it is known which one that would be. */
import 'server-only'
import type { ServerResponse } from 'node:http'

export interface Replacement {
  status: number
  body: string
  /** HTML by default. */
  type?: string
  headers?: Record<string, string>
}

/** Asks, just before the head is sent, whether a response with this status is to be replaced. */
export function replaceResponse(
  response: ServerResponse,
  choose: (status: number) => Replacement | null,
): void {
  const { writeHead, write, end } = response
  let body: Buffer | undefined
  response.writeHead = (...args: unknown[]) => {
    const replacement = body === undefined ? choose(Number(args[0])) : null
    if (replacement !== null) {
      body = Buffer.from(replacement.body)
      args = [replacement.status]
      response.statusCode = replacement.status
      response.removeHeader('content-encoding')
      response.setHeader('content-type', replacement.type ?? 'text/html; charset=utf-8')
      response.setHeader('content-length', body.length)
      for (const [name, value] of Object.entries(replacement.headers ?? {})) response.setHeader(name, value)
    }
    return writeHead.apply(response, args as Parameters<typeof writeHead>)
  }
  response.write = (...args: unknown[]) => {
    // Sends the head first, if not sent yet: only then is it known which response this is.
    if (!response.headersSent) response.writeHead(response.statusCode)
    return body === undefined ? write.apply(response, args as Parameters<typeof write>) : true
  }
  response.end = (...args: unknown[]) => {
    if (!response.headersSent) response.writeHead(response.statusCode)
    return body === undefined
      ? end.apply(response, args as Parameters<typeof end>)
      : end.call(response, body, 'utf8')
  }
}
