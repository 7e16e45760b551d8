import net from 'node:net'
import type { TestServer } from './server'

/** Sends raw lines that no HTTP client would send, and returns the whole response as text. */
export function sendRaw(server: TestServer, lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write([...lines, '', ''].join('\r\n')))
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}
