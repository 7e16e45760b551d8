/** Clients that stay connected: they follow a stream, read no response, or never finish the request. */
import http from 'node:http'
import net from 'node:net'
import type { TestServer } from './server'

export interface Stream {
  status: number
  /** Everything received so far. */
  text(): string
  /** Resolves when the server has ended the response or closed the connection. */
  ended: Promise<void>
  leave(): void
}

/** Opens a streaming response on a separate connection; resolves when its headers have arrived. */
export function openStream(server: TestServer, path: string): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port: server.port, path, agent: false }, (response) => {
      const pieces: string[] = []
      response.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece))
      response.on('error', () => undefined)
      const ended = new Promise<void>((end) => response.once('close', end))
      const leave = (): void => void request.destroy()
      resolve({ status: response.statusCode ?? 0, text: () => pieces.join(''), ended, leave })
    })
    request.once('error', reject)
  })
}

/** Sends text, and reads nothing of the response. */
export async function sendAndIgnore(server: TestServer, text: string): Promise<net.Socket> {
  const socket = net.connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.write(text)
  socket.pause()
  return socket
}
