import { spawn } from 'node:child_process'

/** Starts the local SWAPI in a separate process, on a free port. */
export async function spawnSwapi(
  people: number,
  pageSize: number,
): Promise<{ url: string; stop: () => void }> {
  const child = spawn(
    process.execPath,
    [
      ...['--conditions=react-server', '--import', 'tsx', 'scripts/swapi.ts', '--port', '0'],
      ...['--people', String(people), '--page-size', String(pageSize)],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const kill = (): void => void child.kill()
  process.once('exit', kill)
  const stop = (): void => {
    process.off('exit', kill)
    kill()
  }
  for await (const chunk of child.stdout) {
    const url = /SWAPI_SOURCES=(\S+)/.exec(String(chunk))?.[1]
    if (url) return { url, stop }
  }
  throw new Error('The local SWAPI did not start.')
}
