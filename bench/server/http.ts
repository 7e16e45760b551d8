/** A minimal measuring client: node:http with keep-alive connections. */
import http from 'node:http'

export interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: Buffer
  /** From the request to the last byte, in milliseconds. */
  ms: number
}

/** For sequential requests, which need only one connection; readers use their own agents. */
const shared = new http.Agent({ keepAlive: true })

export function keepAliveAgent(): http.Agent {
  return new http.Agent({ keepAlive: true, maxSockets: 1 })
}

export function get(url: string, agent = shared, headers: http.OutgoingHttpHeaders = {}): Promise<Answer> {
  return send(url, { agent, headers })
}

export function postJson(url: string, value: unknown): Promise<Answer> {
  return send(url, { agent: shared, method: 'POST' }, JSON.stringify(value))
}

/** A JSON response. Throws for any status but 200 and 202. */
export async function getJson<T>(url: string): Promise<T> {
  return readJson<T>(url, await get(url))
}

export function readJson<T>(url: string, { status, body }: Answer): T {
  if (status !== 200 && status !== 202) throw new Error(`${url} answered ${status}: ${body.toString()}`)
  return JSON.parse(body.toString()) as T
}

/** The duration of a request in milliseconds. Throws for any status but 200. */
export async function timeGet(
  url: string,
  agent?: http.Agent,
  headers?: http.OutgoingHttpHeaders,
): Promise<number> {
  const { status, ms } = await get(url, agent, headers)
  if (status !== 200) throw new Error(`${url} answered ${status}`)
  return ms
}

/** A server that is silent for this long is not slow but stuck, in milliseconds. */
const STUCK_AFTER_MS = 120_000

function send(url: string, options: http.RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const request = http.request(url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const ms = performance.now() - start
        const { statusCode: status = 0, headers } = response
        resolve({ status, headers, body: Buffer.concat(chunks), ms })
      })
    })
    request.setTimeout(STUCK_AFTER_MS, () => request.destroy(new Error(`${url} did not answer`)))
    if (body !== undefined) request.setHeader('content-type', 'application/json')
    request.once('error', (error: NodeJS.ErrnoException) => {
      // The server closes idle connections, perhaps just now.
      if (request.reusedSocket && error.code === 'ECONNRESET') resolve(send(url, options, body))
      else reject(error)
    })
    request.end(body)
  })
}

/** A response read as it arrives, on a separate connection; `response.destroy()` aborts it. */
export function openStream(url: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent: false }, (response) => {
        if (response.statusCode === 200) return resolve(response)
        response.resume()
        reject(new Error(`${url} answered ${response.statusCode}`))
      })
      .once('error', reject)
  })
}

/** Runs several clients in the background; a failure is thrown only when the result is awaited. */
export function inBackground(clients: number, task: (client: number) => Promise<void>): Promise<unknown> {
  const all = Promise.all(Array.from({ length: clients }, (_, client) => task(client)))
  all.catch(() => undefined)
  return all
}
