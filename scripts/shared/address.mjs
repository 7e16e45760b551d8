import net from 'node:net'
import { readEnvFiles } from './env-files.mjs'
import { ScriptError } from './run.mjs'

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

/** Where to listen: PORT and HOST from the environment, else from .env files, else localhost:3000. */
export function readAddress(mode) {
  const settings = { ...readEnvFiles(mode), ...process.env }
  const host = settings.HOST?.trim() || '127.0.0.1'
  const text = settings.PORT?.trim() || '3000'
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new ScriptError(`PORT must be a whole number from 1 to 65535, not "${text}".`)
  }
  return { host, port }
}

/** The URL shown to users: localhost reads better than 127.0.0.1, and IPv6 addresses need brackets. */
export function toUrl({ host, port }) {
  if (LOOPBACK.has(host)) return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The URL at which this machine can reach the server. */
export function toLocalUrl({ host, port }) {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Throws a clear message if the port is taken. `command` is what the user typed, for the advice. */
export async function assertPortFree({ host, port }, command) {
  // A browser may try ::1 for "localhost" first, and would open another program listening there.
  const hosts = LOOPBACK.has(host) ? [host, '::1'] : [host]
  for (const candidate of hosts) {
    const code = await tryListen(candidate, port)
    if (code === 'EADDRINUSE') throw new ScriptError(busySentence(port, command))
    if (code && candidate === host) throw new ScriptError(listenSentence(code, host, port, command))
  }
}

function busySentence(port, command) {
  const other = port < 65535 ? port + 1 : port - 1
  return `Port ${port} is in use. Stop the program that uses it, or choose another: PORT=${other} ${command}`
}

function listenSentence(code, host, port, command) {
  if (code === 'EACCES') {
    return `This user may not use port ${port}. Choose one above 1023: PORT=3000 ${command}`
  }
  return `This machine cannot listen on HOST "${host}" (${code}). Leave HOST unset to use 127.0.0.1.`
}

/** The error code of listening on a port, or undefined if it works. */
function tryListen(host, port) {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error) => resolve(error.code))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}
