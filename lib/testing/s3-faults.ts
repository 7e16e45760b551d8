/** A proxy in front of an S3 server that breaks some requests in the ways in which stores and networks do. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const FAULTS = [
  '500',
  '503',
  'conflict',
  'reset',
  'silence',
  'lost answer',
  'silence after commit',
  'cut body',
  'stalled body',
  'slow',
  'flipped bit',
] as const

export type Fault = (typeof FAULTS)[number]

export interface FaultProxy {
  endpoint: string
  /** Called for every request; what it returns happens to it. */
  choose: (request: { method: string; path: string }) => Fault | null
  /** How many requests had a fault. */
  faults: number
  close: () => Promise<void>
}

/** How long a slow answer takes, in milliseconds. */
const SLOW_MS = 300

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const proxy: FaultProxy = { endpoint: '', choose: () => null, faults: 0, close: () => Promise.resolve() }
  const server = http.createServer((request, response) => {
    const fault = proxy.choose({ method: request.method ?? '', path: request.url ?? '' })
    if (fault !== null) proxy.faults += 1
    handle(target, request, response, fault)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  proxy.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return proxy
}

function handle(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | null,
): void {
  if (fault === 'reset') return void request.socket.destroy()
  if (fault === 'silence') return void request.resume()
  if (fault === '500') return refuse(request, response, 500, 'InternalError')
  if (fault === '503') return refuse(request, response, 503, 'SlowDown')
  if (fault === 'conflict' && request.method === 'PUT')
    return refuse(request, response, 409, 'ConditionalRequestConflict')
  const forward = (): void => forwardTo(target, request, response, fault)
  if (fault === 'slow') setTimeout(forward, SLOW_MS)
  else forward()
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): void {
  request.resume()
  request.on('end', () => {
    response.writeHead(status, { 'content-type': 'application/xml' })
    response.end(
      `<?xml version="1.0"?><Error><Code>${code}</Code><Message>A fault of this test</Message></Error>`,
    )
  })
}

/** The Host header is signed, so it goes on as it is. */
function forwardTo(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | null,
): void {
  const onward = http.request(
    `${target}${request.url ?? ''}`,
    { method: request.method, headers: request.headers },
    (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => respond(answer, Buffer.concat(chunks), response, fault))
    },
  )
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}

/** The store has done what it was asked to. */
function respond(answer: IncomingMessage, body: Buffer, response: ServerResponse, fault: Fault | null): void {
  if (fault === 'lost answer') return void response.destroy()
  if (fault === 'silence after commit') return
  const headers = { ...answer.headers }
  delete headers['transfer-encoding']
  // A HEAD has the length of what it does not send.
  const length = body.byteLength > 0 ? { 'content-length': String(body.byteLength) } : {}
  response.writeHead(answer.statusCode ?? 500, { ...headers, ...length })
  const isObject =
    answer.statusCode === 200 && body.byteLength > 1 && headers['content-type'] !== 'application/xml'
  if (!isObject || fault === null) return void response.end(body)
  const half = Math.floor(body.byteLength / 2)
  if (fault === 'cut body') return void response.write(body.subarray(0, half), () => response.destroy())
  if (fault === 'stalled body') return void response.write(body.subarray(0, half))
  if (fault === 'flipped bit') body[half] = (body[half] ?? 0) ^ 1
  response.end(body)
}
