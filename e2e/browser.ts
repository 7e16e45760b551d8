import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { canRun, findBundledBrowser } from './bundled-browser'

export interface FoundBrowser {
  executablePath: string
  args: string[]
  /** Environment variables that the browser needs in addition to ours. */
  env?: Record<string, string>
}

/** No network traffic except from the page under test, and no first-run pages. */
const ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How long a test waits for a result, in milliseconds: busy machines are slow; no test is about speed. */
export const TIMEOUT_MS = 90_000

const NOT_FOUND =
  'The browser tests need Chrome, Chromium or Edge, and none was found. Install one (Debian and Ubuntu: ' +
  'apt-get install chromium), or set CHROMIUM_PATH to its executable.'

/**
 * The first browser that works: CHROMIUM_PATH, the one from the npm package @sparticuz/chromium, an installed one, or
 * Playwright's. The package's version is the same everywhere, and it has no window to draw: the tests take a third less
 * processor time than with a desktop's browser. If there is none, throws an error that says what to install.
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const args = needsNoSandbox() ? [...ARGS, '--no-sandbox'] : ARGS
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (existsSync(chosen)) return { executablePath: chosen, args }
    throw new Error(`CHROMIUM_PATH is "${chosen}", but there is no such file.`)
  }
  const bundled = await findBundledBrowser()
  if (bundled) return { ...bundled, args }
  for (const executablePath of [...listInstalled(), chromium.executablePath()]) {
    if (existsSync(executablePath) && (await works(executablePath))) return { executablePath, args }
  }
  throw new Error(NOT_FOUND)
}

export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await findBrowser()
  return chromium.launch({ executablePath, args, env: { ...process.env, ...env } as Record<string, string> })
}

/** Ubuntu's chromium-browser may be a script that only suggests a snap; elsewhere a file is enough. */
async function works(executablePath: string): Promise<boolean> {
  return process.platform === 'linux' ? canRun(executablePath) : true
}

/** Chromium's sandbox refuses to run as root and is rarely allowed in CI containers. */
function needsNoSandbox(): boolean {
  return process.getuid?.() === 0 || Boolean(process.env.CI)
}

function listInstalled(): string[] {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge']
    return apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`)
  }
  if (process.platform === 'win32') {
    const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']
    return folders.flatMap((folder) => (folder ? programs.map((program) => path.join(folder, program)) : []))
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin', '/snap/bin']
  return names.flatMap((name) => folders.map((folder) => path.join(folder || '/usr/bin', name)))
}
