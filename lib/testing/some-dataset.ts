/** Ready datasets for tests, made by the same steps as a download but without one. */
import { Readable } from 'node:stream'
import { assembleDataset } from '@/lib/datasets/assemble'
import { partName, writePeoplePart, writePlanetsPart } from '@/lib/datasets/parts'
import type { Discovery } from '@/lib/datasets/read-source'
import { createDataset, markReady, markStarted, requireDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { createDatasetId } from '@/lib/storage'
import { readArchive } from '@/lib/swapi/read-archive'
import { parsePerson, parsePlanet, type Person, type Planet } from '@/lib/swapi/schemas'

export const canonicalPeople = (): Person[] =>
  readArchive('people').map((record) => parsePerson(record, 'archive'))

export const canonicalPlanets = (): Planet[] =>
  readArchive('planets').map((record) => parsePlanet(record, 'archive'))

export function somePerson(changes: Partial<Person>): Person {
  return {
    id: 1,
    name: 'Luke Skywalker',
    height: '172',
    mass: '77',
    hair_color: 'blond',
    skin_color: 'fair',
    eye_color: 'blue',
    birth_year: '19BBY',
    gender: 'male',
    homeworldId: 1,
    edited: new Date('2014-12-20T21:17:56.891Z'),
    ...changes,
  }
}

const WHOLE = { shape: 'array', declaredCount: null, pagesTotal: 1 } as const
export const WHOLE_LISTS: Discovery = { people: WHOLE, planets: WHOLE }

/** Writes people and planets as the parts of a download; returns its id. The database does not know of it. */
export async function writeSomeParts(
  people: Person[],
  planets: Planet[],
  id = createDatasetId(),
): Promise<string> {
  await writePeoplePart(id, partName('people', 1), Readable.from([people]))
  await writePlanetsPart(id, partName('planets', 1), Readable.from([planets]))
  return id
}

/** A ready dataset of these people; of the bundled archive's if none are given. */
export async function createReadyDataset(
  people: Person[] = canonicalPeople(),
  planets: Planet[] = canonicalPlanets(),
): Promise<Dataset> {
  const id = createDatasetId()
  // Named after itself, so that several may exist at once.
  await createDataset(id, id)
  await markStarted(id)
  await writeSomeParts(people, planets, id)
  await markReady(id, await assembleDataset(id, 'archive', WHOLE_LISTS, { kind: 'pages', batches: [] }))
  return requireDataset(id)
}
