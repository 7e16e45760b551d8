/** Ready datasets for tests, made with the same steps as a download, but without one. */
import { Readable } from 'node:stream'
import { createDatasetId } from '@/lib/dataset-id'
import { assembleDataset } from '@/lib/datasets/assemble/assemble'
import { keepAssembled } from '@/lib/datasets/assemble/keep'
import { createDataset, markStarted } from '@/lib/datasets/changes'
import { publishDataset } from '@/lib/datasets/download/lifecycle'
import { partName, writeRecordsPart } from '@/lib/datasets/download/parts'
import type { Assembled, Discovery, Part } from '@/lib/datasets/download/step-results'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { requireDataset } from '@/lib/datasets/store'
import { PEOPLE, PLANETS } from '@/lib/resources/people'
import { readArchive } from '@/lib/swapi/read-archive'
import { parseRecord, type Person, type Planet } from '@/lib/swapi/records/schemas'

export const canonicalPeople = (): Person[] =>
  readArchive('people').map((record) => parseRecord(PEOPLE, record, 'archive'))

export const canonicalPlanets = (): Planet[] =>
  readArchive('planets').map((record) => parseRecord(PLANETS, record, 'archive'))

/** The homeworld of somePerson. */
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
  own: { ...WHOLE, part: NO_PART },
  referred: { ...WHOLE, part: NO_PART },
}

/** Writes people and planets as the parts of a download, without recording them in the database. */
export async function writeSomeParts(
  id: string,
  people: Person[],
  planets: Planet[] = [TATOOINE],
): Promise<Part[]> {
  const names = { people: partName(PEOPLE, 1, 'some'), planets: partName(PLANETS, 1, 'some') }
  const written = {
    people: await writeRecordsPart(id, names.people, PEOPLE, Readable.from([people])),
    planets: await writeRecordsPart(id, names.planets, PLANETS, Readable.from([planets])),
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
  const step = { datasetId: createDatasetId(), attempt: 1 }
  // Its own id is the source, so that several can exist at once.
  await createDataset(step.datasetId, step.datasetId)
  await markStarted(step)
  const assembled = await assembleSome(step.datasetId, people, planets)
  await publishDataset(step, await keepAssembled(step, assembled))
  return requireDataset(step.datasetId)
}
