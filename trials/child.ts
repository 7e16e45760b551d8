/**
 * Holocron without its pages, for trials: reads commands as lines from standard input, and responds to each
 * with a line on standard output. It may be killed or stopped at any moment; its log goes to standard error.
 */
import { createInterface } from 'node:readline'
import { commands } from './commands'
import type { Answer, Question } from './holocron'
import { startHolocron } from '@/inngest/start'
import { closeDb } from '@/lib/db/client'
import { describeSystemError } from '@/lib/errors'

const COLLECT_EVERY_MS = 50

// Only with --expose-gc: unreferenced objects are freed almost immediately.
if (globalThis.gc) setInterval(() => void globalThis.gc?.(), COLLECT_EVERY_MS).unref()
const stop = await startHolocron()
say({ id: 0, result: 'started' })
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => void answer(JSON.parse(line) as Question))
lines.on('close', () => void end())

async function answer({ id, name, input }: Question): Promise<void> {
  try {
    const command = commands[name]
    if (command === undefined) throw new Error(`There is no command ${name}.`)
    say({ id, result: (await command(input as never)) ?? null })
  } catch (failure) {
    // As the app does for its clients.
    const error = describeSystemError(failure)
    const { message, code } = error as { message?: string; code?: string }
    say({ id, error: { message: message ?? String(error), code: code ?? null } })
  }
}

async function end(): Promise<void> {
  await stop()
  await closeDb()
  process.exit(0)
}

function say(answered: Answer): void {
  process.stdout.write(`${JSON.stringify(answered)}\n`)
}
