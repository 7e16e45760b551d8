/** Ready datasets for tests, made by the same steps as a download but without one. */
import { Readable } from 'node:stream'
import { assembleDataset } from '@/lib/datasets/assemble'
import { partName, writePeoplePart, writePlanetsPart } from '@/lib/datasets/parts'
import { createDataset, markStarted } from '@/lib/datasets/changes'
import { publishDataset } from '@/lib/datasets/lifecycle'
import type { Assembled, Discovery, Part } from '@/lib/datasets/step-results'
import { requireDataset } from '@/lib/datasets/store'
import type { Dataset } from '@/lib/datasets/types'
import { createDatasetId } from '@/lib/storage'
import { readArchive } from '@/lib/swapi/read-archive'
import { parsePerson, parsePlanet, type Person, type Planet } from '@/lib/swapi/schemas'

export const canonicalPeople = (): Person[] =>
  readArchive('people').map((record) => parsePerson(record, 'archive'))

export const canonicalPlanets = (): Planet[] =>
  readArchive('planets').map((record) => parsePlanet(record, 'archive'))

/** Where somePerson comes from. */
const TATOOINE: Planet = { id: 1, name: 'Tatooine' }

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
    date: '2014-12-20',
    ...changes,
  }
}

const WHOLE = { shape: 'array', declaredCount: null, pagesTotal: 1 } as const
const NO_PART = { name: '', rows: 0, sha256: '' }
export const WHOLE_LISTS: Discovery = {
  people: { ...WHOLE, part: NO_PART },
  planets: { ...WHOLE, part: NO_PART },
}

/** Writes people and planets as the parts of a download. The database does not know of them. */
export async function writeSomeParts(
  id: string,
  people: Person[],
  planets: Planet[] = [TATOOINE],
): Promise<Part[]> {
  const names = { people: partName('people', 1, 'some'), planets: partName('planets', 1, 'some') }
  const written = {
    people: await writePeoplePart(id, names.people, Readable.from([people])),
    planets: await writePlanetsPart(id, names.planets, Readable.from([planets])),
  }
  return [
    { name: names.people, rows: people.length, sha256: written.people.sha256 },
    { name: names.planets, rows: planets.length, sha256: written.planets.sha256 },
  ]
}

/** The two files of a dataset of these people, not in place yet. */
export async function assembleSome(id: string, people: Person[], planets?: Planet[]): Promise<Assembled> {
  const parts = await writeSomeParts(id, people, planets)
  return assembleDataset(id, 'archive', WHOLE_LISTS, { kind: 'pages', batches: [] }, parts)
}

/** A ready dataset of these people; of the bundled archive's if none are given. */
export async function createReadyDataset(
  people: Person[] = canonicalPeople(),
  planets: Planet[] = canonicalPlanets(),
): Promise<Dataset> {
  const turn = { datasetId: createDatasetId(), attempt: 1 }
  // Named after itself, so that several may exist at once.
  await createDataset(turn.datasetId, turn.datasetId)
  await markStarted(turn)
  await publishDataset(turn, await assembleSome(turn.datasetId, people, planets))
  return requireDataset(turn.datasetId)
}
