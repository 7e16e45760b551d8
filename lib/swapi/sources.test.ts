import { isKnownSource, listCandidates } from '@/lib/swapi/sources'
import { setSources } from '@/lib/testing/app'

beforeEach(() => setSources('https://swapi.dev/api', 'https://www.swapi.tech/api', 'archive'))

test('automatic tries every source in the configured order', () => {
  expect(listCandidates('auto')).toEqual(['https://swapi.dev/api', 'https://www.swapi.tech/api', 'archive'])
})

test('a picked source is the only one tried', () => {
  expect(listCandidates('https://www.swapi.tech/api')).toEqual(['https://www.swapi.tech/api'])
})

test.each([
  ['auto', true],
  ['archive', true],
  ['https://swapi.dev/api', true],
  ['https://swapi.dev/api/', false],
  ['https://swapi.info/api', false],
  ['http://169.254.169.254/', false],
  ['', false],
])('"%s" may be requested: %p', (source, isKnown) => {
  expect(isKnownSource(source)).toBe(isKnown)
})
