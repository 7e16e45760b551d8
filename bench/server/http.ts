/** The least client that measures: node:http with connections that are kept. */
import http from 'node:http'

export interface Answer {
  status: number
  body: Buffer
  /** From asking to the last byte, in milliseconds. */
  ms: number
}

/** One connection is enough for whoever asks one thing at a time; readers bring agents of their own. */
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

/** A JSON answer. Throws for any status but 200 and 202. */
export async function getJson<T>(url: string): Promise<T> {
  return readJson<T>(url, await get(url))
}

export function readJson<T>(url: string, { status, body }: Answer): T {
  if (status !== 200 && status !== 202) throw new Error(`${url} answered ${status}: ${body.toString()}`)
  return JSON.parse(body.toString()) as T
}

/** Milliseconds of an answer. Throws for any status but 200. */
export async function timeGet(url: string, agent?: http.Agent): Promise<number> {
  const { status, ms } = await get(url, agent)
  if (status !== 200) throw new Error(`${url} answered ${status}`)
  return ms
}

/** A server that says nothing for so long is not slow but stuck, in milliseconds. */
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
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), ms })
      })
    })
    request.setTimeout(STUCK_AFTER_MS, () => request.destroy(new Error(`${url} did not answer`)))
    if (body !== undefined) request.setHeader('content-type', 'application/json')
    request.once('error', (error: NodeJS.ErrnoException) => {
      // The server closes connections that nobody used for a while, perhaps just now.
      if (request.reusedSocket && error.code === 'ECONNRESET') resolve(send(url, options, body))
      else reject(error)
    })
    request.end(body)
  })
}

/** An answer that is read as it comes, on a connection of its own; `response.destroy()` breaks it off. */
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

/** Several clients at once, while something else is awaited: a failure is thrown when these are awaited, and not before. */
export function inBackground(clients: number, task: (client: number) => Promise<void>): Promise<unknown> {
  const all = Promise.all(Array.from({ length: clients }, (_, client) => task(client)))
  all.catch(() => undefined)
  return all
}
