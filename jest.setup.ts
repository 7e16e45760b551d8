/**
 * A warning nobody expected is a defect nobody looked at: each test fails on console.error and
 * console.warn that it did not ask for. A test that expects one says so by mocking it:
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

// At once, so that what modules and beforeAll hooks say is heard too; then for each test again,
// in case the one before replaced it.
levels.forEach(listen)
beforeEach(() => levels.forEach(listen))
afterEach(failOnStray)
afterAll(failOnStray)

/** Machines are noisy, and no test here is about time. */
jest.setTimeout(480_000)
