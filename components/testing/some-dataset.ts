import type { DatasetRow } from '@/lib/datasets/model/columns'
import type { Dataset } from '@/lib/datasets/model/dataset'

/** A complete dataset for tests; `changes` overrides fields. */
export function someDataset(changes: Partial<Dataset> = {}): Dataset {
  return {
    id: 'k3f9x',
    resource: 'people',
    fileName: 'people-20261122-203057-k3f9x.csv',
    status: 'ready',
    phase: 'assembling',
    requestedSource: 'auto',
    source: 'https://swapi.info/api',
    shape: 'array',
    createdAt: new Date('2026-11-22T20:30:57.000Z'),
    startedAt: new Date('2026-11-22T20:30:57.000Z'),
    finishedAt: new Date('2026-11-22T20:30:57.400Z'),
    rowCount: 82,
    declaredCount: 82,
    planetCount: 60,
    byteSize: 7890,
    sha256: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809',
    parquetSha256: null,
    contentHash: null,
    sameAs: null,
    requests: 2,
    retries: 0,
    pagesDone: 2,
    pagesTotal: 2,
    warnings: [],
    sourceFailures: [],
    error: null,
    problem: null,
    attempt: 1,
    label: null,
    note: null,
    pinned: false,
    deletedAt: null,
    pastAttempts: [],
    ...changes,
  }
}

/** A row for tests; `changes` overrides fields. */
export function someRow(changes: Partial<DatasetRow> = {}): DatasetRow {
  return {
    name: 'Luke Skywalker',
    height: '172',
    mass: '77',
    hair_color: 'blond',
    skin_color: 'fair',
    eye_color: 'blue',
    birth_year: '19BBY',
    gender: 'male',
    homeworld: 'Tatooine',
    date: '2014-12-20',
    ...changes,
  }
}
