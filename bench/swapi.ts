import { spawn } from 'node:child_process'

/** The local SWAPI in a process of its own, on a free port. */
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
  for await (const chunk of child.stdout) {
    const url = /SWAPI_SOURCES=(\S+)/.exec(String(chunk))?.[1]
    if (url) return { url, stop: () => child.kill() }
  }
  throw new Error('The local SWAPI did not start.')
}
