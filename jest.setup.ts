/**
 * An unexpected warning may hide a defect: a test fails if it calls console.error or console.warn
 * unexpectedly. A test that expects such a call mocks it:
 * `jest.spyOn(console, 'error').mockImplementation(() => {})`.
 */
import { format } from 'node:util'

type Level = 'error' | 'warn'

const levels: Level[] = ['error', 'warn']
const stray: string[] = []

function listen(level: Level): void {
  if (jest.isMockFunction(console[level])) return
  console[level] = (...args: unknown[]) => {
    stray.push(`console.${level}: ${format(...args)}`)
  }
}

function failOnStray(): void {
  const messages = stray.splice(0)
  if (messages.length > 0) {
    throw new Error(`This test wrote to the console without expecting to:\n\n${messages.join('\n\n')}`)
  }
}

// Immediately, to catch the output of modules and beforeAll hooks; then again before each test,
// in case the previous one replaced it.
levels.forEach(listen)
beforeEach(() => levels.forEach(listen))
afterEach(failOnStray)
afterAll(failOnStray)

/** Machines vary in speed, and no test here depends on time. */
jest.setTimeout(480_000)
