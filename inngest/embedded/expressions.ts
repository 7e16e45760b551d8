import type { EmbeddedEvent } from '@/inngest/embedded/transport'

/** `event.<path> == 'text'` and `event.<path> == async.<path>`: the only forms that our functions use. */
const EXPRESSION = /^event\.([\w.]+) == (?:'([^']*)'|async\.([\w.]+))$/

/**
 * Evaluates an Inngest expression. `event` is the one that started a run (or is tested against a trigger),
 * `async` a later one.
 * @throws Error for an expression that the embedded runner does not support
 */
export function matches(expression: string, event: EmbeddedEvent, later?: EmbeddedEvent): boolean {
  const { path, literal, laterPath } = parseExpression(expression)
  const expected = laterPath === undefined ? literal : later && read(later, laterPath)
  return expected !== undefined && read(event, path) === expected
}

/** @throws Error for an expression that the embedded runner does not support */
export function assertSupported(expression: string): void {
  parseExpression(expression)
}

function parseExpression(expression: string): {
  path: string
  literal: string | undefined
  laterPath: string | undefined
} {
  const [, path, literal, laterPath] = EXPRESSION.exec(expression) ?? []
  if (path === undefined) {
    throw new Error(`The embedded runner does not support the expression ${expression}`)
  }
  return { path, literal, laterPath }
}

function read(event: EmbeddedEvent, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      event,
    )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
