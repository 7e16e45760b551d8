/** A TCP proxy that cuts connections, refuses them, or keeps them waiting for ever: a network with faults. */
import net, { type AddressInfo } from 'node:net'

export interface CuttingProxy {
  port: number
  /** `pass` is normal; `refuse` closes each new connection at once; `silence` accepts and passes nothing on. */
  setMode(mode: ProxyMode): void
  /** Resets every open connection. Returns how many there were. */
  cut(): number
  close(): Promise<void>
}

export type ProxyMode = 'pass' | 'refuse' | 'silence'

/** Called with what a client sends; true cuts its connection once that has been passed on. */
export type Snip = (data: Buffer) => boolean

export async function startCuttingProxy(targetPort: number, snip?: Snip): Promise<CuttingProxy> {
  let mode: ProxyMode = 'pass'
  const open = new Set<net.Socket>()
  const server = net.createServer((client) => {
    client.on('error', () => undefined)
    if (mode === 'refuse') return void client.resetAndDestroy()
    const target = net.connect(targetPort, '127.0.0.1')
    const end = (): void => {
      for (const socket of [client, target]) {
        open.delete(socket)
        socket.destroy()
      }
    }
    open.add(client)
    target.on('error', end).on('close', end)
    client.on('close', end)
    client.on('data', (data) => {
      if (mode === 'silence') return
      target.write(data)
      // Long enough for the server to do it, and to answer somebody who is gone.
      if (snip?.(data)) {
        target.removeListener('data', pass)
        setTimeout(() => client.resetAndDestroy(), 100)
      }
    })
    const pass = (data: Buffer): void => {
      if (mode !== 'silence') client.write(data)
    }
    target.on('data', pass)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): number => {
    const all = [...open]
    for (const socket of all) socket.resetAndDestroy()
    return all.length
  }
  return {
    port: (server.address() as AddressInfo).port,
    setMode: (next) => (mode = next),
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}
