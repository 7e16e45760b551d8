import fc from 'fast-check'
import { parsePerson, parsePlanet, readId } from '@/lib/swapi/schemas'

const LUKE = {
  name: 'Luke Skywalker',
  height: '172',
  mass: '77',
  hair_color: 'blond',
  skin_color: 'fair',
  eye_color: 'blue',
  birth_year: '19BBY',
  gender: 'male',
  homeworld: 'http://swapi.dev/api/planets/1/',
  films: ['http://swapi.dev/api/films/1/'],
  species: [],
  vehicles: [],
  starships: [],
  created: '2014-12-09T13:50:51.644000Z',
  edited: '2014-12-20T21:17:56.891000Z',
  url: 'http://swapi.dev/api/people/1/',
}

function person(changes: Record<string, unknown>): ReturnType<typeof parsePerson> {
  return parsePerson({ ...LUKE, ...changes }, 'swapi.dev')
}

test('a person keeps its own fields and nothing else', () => {
  expect(person({ extra: 'x' })).toEqual({
    id: 1,
    homeworldId: 1,
    name: 'Luke Skywalker',
    height: '172',
    mass: '77',
    hair_color: 'blond',
    skin_color: 'fair',
    eye_color: 'blue',
    birth_year: '19BBY',
    gender: 'male',
    edited: new Date('2014-12-20T21:17:56.891Z'),
  })
})

test('values are kept exactly as they are', () => {
  const odd = { name: ' Padmé "A", ', height: '', mass: '1,358', hair_color: 'n/a', gender: '\r\n|#' }
  expect(person(odd)).toMatchObject(odd)
})

test('__proto__ in a record changes nothing', () => {
  const record: unknown = JSON.parse(`{${JSON.stringify(LUKE).slice(1, -1)},"__proto__":{"evil":true}}`)
  const parsed = parsePerson(record, 'swapi.dev')
  expect(parsed).toEqual(person({}))
  expect((parsed as { evil?: boolean }).evil).toBeUndefined()
  expect(({} as { evil?: boolean }).evil).toBeUndefined()
})

describe('a homeworld', () => {
  test.each([
    ['http://swapi.dev/api/planets/1/', 1],
    ['https://www.swapi.tech/api/planets/28', 28],
    ['/planets/2.json', 2],
    ['3', 3],
    [4, 4],
    [null, null],
    [undefined, null],
    ['', null],
    ['unknown', null],
  ])('of %p has the id %p', (homeworld, id) => {
    expect(person({ homeworld }).homeworldId).toBe(id)
  })
})

describe('a time', () => {
  test.each([
    ['2014-12-20T21:17:56Z', '2014-12-20T21:17:56.000Z'],
    ['2014-12-20T21:17:56.891000Z', '2014-12-20T21:17:56.891Z'],
    ['2014-12-20T21:17:56.891', '2014-12-20T21:17:56.891Z'],
    ['2014-12-20T21:17:56', '2014-12-20T21:17:56.000Z'],
    ['2014-12-20T23:30:00-05:00', '2014-12-21T04:30:00.000Z'],
    ['2014-12-20T00:30:00+05:30', '2014-12-19T19:00:00.000Z'],
  ])('%s is %s', (edited, utc) => {
    expect(person({ edited }).edited.toISOString()).toBe(utc)
  })

  test.each(['', 'yesterday', '2014-12-20', '20/12/2014', '2014-13-20T00:00:00Z', 1_419_110_276, null])(
    '%p is refused',
    (edited) => {
      expect(() => person({ edited })).toThrow(
        /^A person of swapi\.dev is not as SWAPI describes it: "edited": /,
      )
    },
  )
})

describe('a record that is not as SWAPI describes it', () => {
  test.each([
    [{ name: undefined }, '"name": Invalid input: expected string, received undefined.'],
    [{ height: 172 }, '"height": Invalid input: expected string, received number.'],
    [{ gender: null }, '"gender": Invalid input: expected string, received null.'],
    [{ name: 'Luke\0' }, '"name": holds a NUL character.'],
    [{ name: 'Luke\uD83D' }, '"name": holds half of a character.'],
    [{ name: '\uDE00Luke' }, '"name": holds half of a character.'],
    [{ url: 'http://swapi.dev/api/people/' }, '"url": has no number in it.'],
    [{ url: 0 }, '"url": has no number in it.'],
    [{ homeworld: 1.5 }, '"homeworld": Invalid input.'],
    [{ homeworld: ['/planets/1/'] }, '"homeworld": Invalid input.'],
  ])('%p is refused, and the field is named', (changes, reason) => {
    expect(() => person(changes)).toThrow(`A person of swapi.dev is not as SWAPI describes it: ${reason}`)
  })

  test.each([[null], ['Luke'], [[LUKE]]])('%p is refused as a whole', (record) => {
    expect(() => parsePerson(record, 'swapi.dev')).toThrow(
      /^A person of swapi\.dev is not as SWAPI describes it: Invalid input: expected object/,
    )
  })

  test('is not worth another attempt', () => {
    expect(() => person({ name: 1 })).toThrow(expect.objectContaining({ code: 'upstream', retriable: false }))
  })
})

test('a whole emoji is no half of a character', () => {
  expect(person({ name: 'R2 🤖' }).name).toBe('R2 🤖')
})

describe('a planet', () => {
  test('is its id and its name', () => {
    expect(parsePlanet({ name: 'Tatooine', climate: 'arid', url: '/api/planets/1/' }, 'x')).toEqual({
      id: 1,
      name: 'Tatooine',
    })
  })

  test('without a name is refused', () => {
    expect(() => parsePlanet({ url: '1' }, 'swapi.dev')).toThrow(
      'A planet of swapi.dev is not as SWAPI describes it: "name": Invalid input: expected string, received undefined.',
    )
  })
})

describe('an id', () => {
  test('is found in every form a reference has', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999_999_999 }),
        fc.webUrl({ validSchemes: ['http', 'https'] }),
        fc.constantFrom('', '/', '.json', '.json/', '?format=json', '/?page=2', '#4'),
        (id, base, end) => {
          expect(readId(`${base}/people/${id}${end}`)).toBe(id)
          expect(readId(String(id))).toBe(id)
          expect(readId(id)).toBe(id)
        },
      ),
    )
  })

  test('is a number or null for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const id = readId(text)
        expect(id === null || Number.isSafeInteger(id)).toBe(true)
      }),
    )
  })

  test.each(['/people/1a', '/people/-1', '/people/1.5', '/people/', '/people/9999999999999999', '?page=3'])(
    'is not guessed from "%s"',
    (text) => {
      expect(readId(text)).toBeNull()
    },
  )
})
