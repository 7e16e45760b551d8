import { PEOPLE, PLANETS } from '@/lib/resources/people'
import { readArchive } from '@/lib/swapi/read-archive'
import { parseRecord } from '@/lib/swapi/records/schemas'

test.each([
  ['people', 82],
  ['planets', 60],
  ['species', 37],
  ['starships', 36],
  ['vehicles', 39],
  ['films', 6],
] as const)('the archive has every record of %s: %i', (resource, count) => {
  const ids = readArchive(resource).map((record) => record.id)
  expect(ids).toHaveLength(count)
  expect(new Set(ids).size).toBe(count)
})

test('the archive has only facts: no opening crawls', () => {
  for (const film of readArchive('films')) {
    expect(Object.keys(film)).toContain('title')
    expect(Object.keys(film)).not.toContain('opening_crawl')
  }
})

test('people are numbered 1 to 83, and there is no 17', () => {
  const people = readArchive('people').map((record) => parseRecord(PEOPLE, record, 'archive').id)
  expect(people.sort((a, b) => a - b)).toEqual(
    Array.from({ length: 83 }, (_, index) => index + 1).filter((id) => id !== 17),
  )
})

test('people come from 49 homeworlds, all in the archive', () => {
  const planets = new Map(
    readArchive('planets').map((planet) => [planet.id, parseRecord(PLANETS, planet, 'archive')]),
  )
  const homeworlds = new Set(
    readArchive('people').map((record) => parseRecord(PEOPLE, record, 'archive').homeworldId),
  )
  expect(homeworlds.size).toBe(49)
  expect([...homeworlds].filter((id) => !planets.has(id))).toEqual([])
  expect(planets.get(28)).toEqual({ id: 28, name: 'unknown' })
})

test('values are the same as in SWAPI', () => {
  const people = readArchive('people')
  expect(people[0]).toMatchObject({
    name: 'Luke Skywalker',
    height: '172',
    homeworld: 1,
    edited: '2014-12-20T21:17:56.891Z',
    url: 1,
  })
  const names = people.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['Padmé Amidala', 'Cordé', 'Dormé', 'Ric Olié']))
  expect(people.find(({ id }) => id === 16)).toMatchObject({ name: 'Jabba Desilijic Tiure', mass: '1,358' })
})

test('every person was last edited on 20 December 2014, in UTC', () => {
  const days = readArchive('people').map((record) => parseRecord(PEOPLE, record, 'archive').date)
  expect(new Set(days)).toEqual(new Set(['2014-12-20']))
})
