import { PEOPLE, PLANETS } from '@/lib/resources/people'
import { readId } from '@/lib/swapi/records/record-id'
import { MAX_RECORD_BYTES, parseRecord, type Person } from '@/lib/swapi/records/schemas'
import fc from '@/lib/testing/fast-check'

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

function person(changes: Record<string, unknown>): Person {
  return parseRecord(PEOPLE, { ...LUKE, ...changes }, 'swapi.dev')
}

test('a person keeps the known fields and nothing else', () => {
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
    date: '2014-12-20',
  })
})

test('values are kept unchanged', () => {
  const odd = { name: ' Padmé "A", ', height: '', mass: '1,358', hair_color: 'n/a', gender: '\r\n|#' }
  expect(person(odd)).toMatchObject(odd)
})

test('__proto__ in a record has no effect', () => {
  const record: unknown = JSON.parse(`{${JSON.stringify(LUKE).slice(1, -1)},"__proto__":{"evil":true}}`)
  const parsed = parseRecord(PEOPLE, record, 'swapi.dev')
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

describe('a date', () => {
  test('is the day in UTC', () => {
    expect(person({ edited: '2014-12-20T23:30:00-05:00' }).date).toBe('2014-12-21')
  })

  test.each(['', 'yesterday', '20/12/2014', '2014-13-20T00:00:00Z'])('is not "%s"', (edited) => {
    expect(() => person({ edited })).toThrow(
      `The person "Luke Skywalker" (id 1) of swapi.dev has an "edited" that is not a date: "${edited}".`,
    )
  })

  test.each([1_419_110_276, null, ['2014-12-20'], {}, true])('is not text: %j', (edited) => {
    expect(() => person({ edited })).toThrow('has an "edited" that is not a date: ')
  })

  test.each(['9999-12-31T23:30:00-05:00', '0001-01-01T00:30:00+05:00'])(
    'outside years of four digits is rejected: %s',
    (edited) => {
      expect(() => person({ edited })).toThrow(
        `has an "edited" whose year, in UTC, is not between 0001 and 9999: "${edited}".`,
      )
    },
  )
})

describe('a rejected record', () => {
  test.each([
    [{ height: 172 }, 'a "height" that is not text: 172.'],
    [{ gender: null }, 'a "gender" that is not text: null.'],
    [{ mass: true }, 'a "mass" that is not text: true.'],
    [{ hair_color: ['brown', 'grey'] }, 'a "hair_color" that is not text: a list.'],
    [{ eye_color: { left: 'blue' } }, 'an "eye_color" that is not text: an object.'],
    [{ edited: undefined }, 'no "edited".'],
    [{ skin_color: 'fair\0' }, 'a "skin_color" that contains a NUL character: "fair\\0".'],
    [{ skin_color: '\uD83Dfair' }, 'a "skin_color" that is not valid Unicode: "\\ud83dfair".'],
    [{ gender: 'male\uDE00' }, 'a "gender" that is not valid Unicode: "male\\ude00".'],
    [{ mass: '\uFEFF77' }, 'a "mass" that begins with a byte order mark: "\\ufeff77".'],
    [{ homeworld: 1.5 }, 'a "homeworld" that is neither a link nor an id: 1.5.'],
    [{ homeworld: 1e21 }, 'a "homeworld" that is neither a link nor an id: 1e+21.'],
    [{ homeworld: ['/planets/1/'] }, 'a "homeworld" that is neither a link nor an id: a list.'],
  ])('for %j names the person, the field, and its value', (changes, problem) => {
    expect(() => person(changes)).toThrow(`The person "Luke Skywalker" (id 1) of swapi.dev has ${problem}`)
  })

  test.each([
    [{ name: undefined }, 'The person with id 1 of swapi.dev has no "name".'],
    [{ name: 7 }, 'The person with id 1 of swapi.dev has a "name" that is not text: 7.'],
    [
      { name: 'Luke\0' },
      'The person with id 1 of swapi.dev has a "name" that contains a NUL character: "Luke\\0".',
    ],
    [{ name: '', gender: 1 }, 'The person with id 1 of swapi.dev has a "gender" that is not text: 1.'],
    [{ name: 7, url: 'x' }, 'A person of swapi.dev has a "name" that is not text: 7.'],
    [{ url: undefined }, 'The person "Luke Skywalker" of swapi.dev has no "url".'],
    [
      { name: `Luke${'\n'.repeat(100)}`, mass: 'x'.repeat(100) + '\0' },
      `The person "Luke${'\\n'.repeat(35)}…" (id 1) of swapi.dev has a "mass" that contains a NUL character: "${'x'.repeat(79)}…".`,
    ],
  ])('is named by what it has, truncated and on one line (%#)', (changes, sentence) => {
    expect(() => person(changes)).toThrow(sentence)
  })

  test.each([
    ['http://swapi.dev/api/people/', '"http://swapi.dev/api/people/"'],
    ['/people/9999999999999999/', '"/people/9999999999999999/"'],
    ['/people/0/', '"/people/0/"'],
    [0, '0'],
    [-1, '-1'],
    [1.5, '1.5'],
    [1e21, '1e+21'],
    [null, 'null'],
  ])('has no usable id: %j', (url, shown) => {
    expect(() => person({ url })).toThrow(
      `The person "Luke Skywalker" of swapi.dev has a "url" that contains no id: ${shown}.`,
    )
  })

  test.each([
    [null, 'null'],
    ['Luke', '"Luke"'],
    [[LUKE], 'a list'],
  ])('may not be a record at all: %j', (record, shown) => {
    expect(() => parseRecord(PEOPLE, record, 'swapi.dev')).toThrow(
      `A person of swapi.dev is not an object: ${shown}.`,
    )
  })

  test('is not retriable', () => {
    expect(() => person({ name: 1 })).toThrow(expect.objectContaining({ code: 'upstream', retriable: false }))
  })
})

describe('the values of a record', () => {
  const OTHERS = '172' + '77' + 'blond' + 'fair' + 'blue' + '19BBY' + 'male'
  const LONGEST = MAX_RECORD_BYTES - OTHERS.length

  test('may take 8 KiB together', () => {
    const name = 'x'.repeat(LONGEST)
    expect(person({ name }).name).toBe(name)
  })

  test('may not take a byte more, and the longest is named with its size', () => {
    expect(() => person({ name: 'x'.repeat(LONGEST + 1) })).toThrow(
      'The person with id 1 of swapi.dev has a "name" of 8,166 bytes; the limit for all values of a person together is 8,192.',
    )
  })

  test('are measured in bytes, not in characters', () => {
    expect(person({ eye_color: '青'.repeat(2_000) }).eye_color).toHaveLength(2_000)
    expect(() => person({ eye_color: '青'.repeat(3_000) })).toThrow(
      'The person "Luke Skywalker" (id 1) of swapi.dev has an "eye_color" of 9,000 bytes; the limit for all values of a person together is 8,192.',
    )
  })
})

test('the last of two equal fields counts, as everywhere in JSON', () => {
  const record: unknown = JSON.parse(`{${JSON.stringify(LUKE).slice(1, -1)},"name":"Wormie"}`)
  expect(parseRecord(PEOPLE, record, 'swapi.dev').name).toBe('Wormie')
})

test('an emoji is not taken for a lone surrogate', () => {
  expect(person({ name: 'R2 🤖' }).name).toBe('R2 🤖')
})

describe('a planet', () => {
  test('is an id and a name', () => {
    expect(parseRecord(PLANETS, { name: 'Tatooine', climate: 'arid', url: '/api/planets/1/' }, 'x')).toEqual({
      id: 1,
      name: 'Tatooine',
    })
  })

  test('without a name is rejected', () => {
    expect(() => parseRecord(PLANETS, { url: '1' }, 'swapi.dev')).toThrow(
      'The planet with id 1 of swapi.dev has no "name".',
    )
  })
})

describe('an id', () => {
  test('is found in every form of reference', () => {
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
