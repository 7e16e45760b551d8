import http from 'node:http'
import type { TestServer } from './server'

export interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: string
  /** The body as sent, possibly compressed. */
  bytes: Buffer
}

export interface Question {
  method?: string
  headers?: Record<string, string>
  /** Sent in one piece, with Content-Length. */
  body?: Buffer | string
  /** Up to this many bytes follow the body in chunks without Content-Length, until the response arrives. */
  streamBytes?: number
}

const TRIES = 5

/**
 * Sends the request unchanged: fetch() would normalize the path, and forbids some headers.
 * A server that stops reading closes the connection, possibly before its response arrives; then this retries.
 */
export async function ask(server: TestServer, path: string, question: Question = {}): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await askOnce(server, path, question)
    } catch (error) {
      const isHungUp = ['EPIPE', 'ECONNRESET'].includes(String((error as NodeJS.ErrnoException).code))
      if (!isHungUp || tries === TRIES) throw error
    }
  }
}

function askOnce(server: TestServer, path: string, question: Question): Promise<Answer> {
  const { method = 'GET', headers = {}, body, streamBytes } = question
  return new Promise((resolve, reject) => {
    const length =
      body === undefined || streamBytes !== undefined
        ? {}
        : { 'content-length': String(Buffer.byteLength(body)) }
    const request = http.request(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        agent: false,
        headers: { ...length, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: bytes.toString('utf8'),
            bytes,
          })
          request.destroy()
        })
      },
    )
    request.on('error', reject)
    if (streamBytes === undefined) {
      request.end(body)
    } else {
      if (body !== undefined) request.write(body)
      stream(request, streamBytes)
    }
  })
}

function stream(request: http.ClientRequest, left: number): void {
  const chunk = Buffer.alloc(64 * 1024, ' ')
  const write = (): void => {
    while (left > 0 && !request.destroyed) {
      left -= chunk.length
      if (!request.write(chunk)) {
        request.once('drain', write)
        return
      }
    }
    request.end()
  }
  write()
}

/** Downloads the bundled archive, changed or not, and returns the id of the dataset once it is ready. */
export function downloadArchive(server: TestServer, headers: Record<string, string> = {}): Promise<string> {
  return downloadFrom(server, 'archive', headers)
}

/** Adds a schedule that is paused, and returns its id. */
export async function addSchedule(server: TestServer, headers: Record<string, string> = {}): Promise<string> {
  const body = JSON.stringify({ source: 'archive', cron: '0 6 * * *', paused: true })
  const added = await ask(server, '/api/schedules', { method: 'POST', headers, body })
  return (JSON.parse(added.body) as { id: string }).id
}

/** Downloads from a source, changed or not, and returns the id of the dataset once it is ready. */
export async function downloadFrom(
  server: TestServer,
  source: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const body = JSON.stringify({ source, keepUnchanged: true })
  const started = await ask(server, '/api/datasets', { method: 'POST', headers, body })
  const { dataset } = JSON.parse(started.body) as { dataset: { id: string } }
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const { status } = JSON.parse((await ask(server, `/api/datasets/${dataset.id}`, { headers })).body) as {
      status: string
    }
    if (status === 'ready') return dataset.id
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The dataset did not become ready.')
}

/** The hidden fields of the form with this button on the page at `path`, as sent without JavaScript. */
export async function readForm(
  server: TestServer,
  path: string,
  button: string,
): Promise<Record<string, string>> {
  const { body } = await ask(server, path)
  const form = body.split('<form').find((part) => part.split('</form>')[0]?.includes(button)) ?? ''
  const inputs = form.split('</form>')[0]?.match(/<input[^>]*type="hidden"[^>]*>/g) ?? []
  return Object.fromEntries(
    inputs.map((input) => [attribute(input, 'name'), attribute(input, 'value')] as const),
  )
}

function attribute(tag: string, name: string): string {
  const text = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

/** Encodes fields as a form does: the body, and its Content-Type. */
export async function encodeForm(
  fields: Record<string, string>,
): Promise<{ body: Buffer; headers: Record<string, string> }> {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  const response = new Response(data)
  return {
    body: Buffer.from(await response.arrayBuffer()),
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
  }
}
