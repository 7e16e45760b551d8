import { assertSupported, matches } from '@/inngest/embedded/expressions'

const event = { id: '1', name: 'a', data: { id: 'x', nested: { key: 'y' }, none: null } }

test.each([
  ["event.data.id == 'x'", true],
  ["event.data.id == 'y'", false],
  ["event.data.nested.key == 'y'", true],
  ["event.data.missing == 'x'", false],
  ["event.data.id.length == '1'", false],
  ["event.data.toString == 'x'", false],
  ["event.name == 'a'", true],
])('%s is %s for the event', (expression, expected) => {
  expect(matches(expression, event)).toBe(expected)
})

test.each([
  ['the same value', { id: 'x' }, true],
  ['another value', { id: 'y' }, false],
  ['no such value', {}, false],
])('a later event with %s at the path: %s %s', (_what, data, expected) => {
  expect(matches('event.data.id == async.data.id', event, { id: '2', name: 'b', data })).toBe(expected)
})

test('two values that are both missing do not match', () => {
  const later = { id: '2', name: 'b', data: {} }
  expect(matches('event.data.missing == async.data.missing', event, later)).toBe(false)
})

test('a comparison with a later event does not match without one', () => {
  expect(matches('event.data.id == async.data.id', event)).toBe(false)
})

test.each(['event.data.n > 3', "event.data.id == 'x' && true", 'event.data.id', ''])(
  'the expression "%s" is rejected',
  (expression) => {
    const refusal = `The embedded runner does not support the expression ${expression}`
    expect(() => assertSupported(expression)).toThrow(refusal)
    expect(() => matches(expression, event)).toThrow(refusal)
  },
)
