import './node-version.mjs'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder: every script runs from here, wherever it was called from. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Thrown for failures whose message is written for users; `main` shows it without a stack. */
export class ScriptError extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Runs a script's body: the number it returns is the exit code; a ScriptError's message goes to stderr. */
export async function main(body) {
  process.chdir(root)
  try {
    process.exitCode = (await body(process.argv.slice(2))) ?? 0
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error
    console.error(error.message)
    process.exitCode = error.exitCode
  }
}

/**
 * Starts a child that receives this process's SIGINT and SIGTERM, and ends when this process ends for
 * any other reason, so that a script never leaves its child behind.
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
  const forward = (signal) => child.kill(signal)
  const end = () => child.kill()
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, forward)
  process.on('exit', end)
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, forward)
      process.off('exit', end)
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1))
    })
  })
  return { child, ended }
}

/** Runs a command with its output on the terminal, and returns its exit code. */
export function run(command, args, options) {
  return start(command, args, options).ended
}

/** Runs a command silently; only if it fails, shows its output and throws `sentence`. */
export async function runQuietly(command, args, sentence, options = {}) {
  const { child, ended } = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk))
  const code = await ended
  if (code === 0) return
  process.stderr.write(Buffer.concat(output))
  throw new ScriptError(sentence, code)
}

/** Runs an installed package's program with this Node: without a shell, the same on every platform. */
export function runTool(script, args, options) {
  return run(process.execPath, [path.join('node_modules', script), ...args], options)
}

/** npm as [command, arguments, options]: the npm that called us if any, otherwise the one on the PATH. */
export function npm(...args) {
  const cli = process.env.npm_execpath ?? ''
  if (path.basename(cli) === 'npm-cli.js') return [process.execPath, [cli, ...args], {}]
  // Windows starts .cmd files only through a shell; these arguments are our own, never user input.
  if (process.platform === 'win32') return ['npm.cmd', args, { shell: true }]
  return ['npm', args, {}]
}
