/** A small S3 server for tests, in a process of its own, that keeps its objects in a temporary folder. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface S3Server {
  endpoint: string
  /** What Holocron needs to keep its datasets there. */
  settings: Record<string, string>
  /** Makes it unreachable; its objects stay. */
  stop: () => Promise<void>
  start: () => Promise<void>
  /** Ends it and removes its objects. */
  close: () => Promise<void>
}

const BUCKET = 'holocron'
/** The only keys that it accepts. */
const KEY = 'S3RVER'

export async function startS3Server(): Promise<S3Server> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holocron-s3-'))
  const port = await findPort()
  const endpoint = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const args = ['--directory', folder, '--port', String(port), '--address', '127.0.0.1', '--silent']
    child = spawn(
      process.execPath,
      // Its tokens for further pages of a list use a cipher that OpenSSL 3 calls legacy.
      [
        '--openssl-legacy-provider',
        'node_modules/s3rver/bin/s3rver.js',
        ...args,
        '--configure-bucket',
        BUCKET,
        '--no-vhost-buckets',
      ],
      { stdio: 'ignore' },
    )
    for (let tries = 0; ; tries += 1) {
      if (
        await fetch(endpoint).then(
          () => true,
          () => false,
        )
      )
        return
      if (tries > 600 || child.exitCode !== null) throw new Error('The S3 server for tests does not start.')
      await sleep(50)
    }
  }
  const stop = async (): Promise<void> => {
    const ending = child
    child = undefined
    if (ending === undefined || ending.exitCode !== null) return
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    endpoint,
    settings: {
      S3_BUCKET: BUCKET,
      S3_ENDPOINT: endpoint,
      S3_ACCESS_KEY_ID: KEY,
      S3_SECRET_ACCESS_KEY: KEY,
      S3_PATH_STYLE: '1',
    },
    stop,
    start,
    close: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function findPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
