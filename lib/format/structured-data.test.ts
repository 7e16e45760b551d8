import { someDataset } from '@/components/testing/some-dataset'
import { describeDataset, toScriptText } from '@/lib/format/structured-data'

const ORIGIN = 'https://holocron.example'

test('a dataset is described by name, dates, creator and where its files are', () => {
  const dataset = someDataset()
  expect(describeDataset(dataset, ORIGIN)).toEqual({
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    name: '82 characters · 22 Nov 2026, 20:30',
    description: 'The complete set of 82 Star Wars characters, downloaded from swapi.info on 22 Nov 2026.',
    url: 'https://holocron.example/datasets/k3f9x',
    identifier: 'k3f9x',
    dateCreated: '2026-11-22T20:30:57.000Z',
    datePublished: '2026-11-22T20:30:57.400Z',
    isAccessibleForFree: true,
    creator: { '@type': 'Organization', name: 'SWAPI, the Star Wars API', url: 'https://swapi.dev' },
    isBasedOn: 'https://swapi.info/api',
    variableMeasured: [
      ...['name', 'height', 'mass', 'hair_color', 'skin_color'],
      ...['eye_color', 'birth_year', 'gender', 'homeworld', 'date'],
    ],
    distribution: [
      {
        '@type': 'DataDownload',
        name: 'people-20261122-203057-k3f9x.csv',
        encodingFormat: 'text/csv',
        contentUrl: 'https://holocron.example/api/datasets/k3f9x/file',
        contentSize: '7890 B',
        sha256: dataset.sha256,
      },
      {
        '@type': 'DataDownload',
        encodingFormat: 'application/vnd.apache.parquet',
        contentUrl: 'https://holocron.example/api/datasets/k3f9x/file?format=parquet',
      },
      {
        '@type': 'DataDownload',
        encodingFormat: 'application/json',
        contentUrl: 'https://holocron.example/api/datasets/k3f9x/rows?limit=100&offset=0',
      },
    ],
  })
})

test('the archive is called a bundled copy, and no base URL is claimed for it', () => {
  const facts = describeDataset(someDataset({ source: 'archive' }), ORIGIN)
  expect(facts.description).toContain('downloaded from a bundled copy of SWAPI on 22 Nov 2026')
  expect(facts).not.toHaveProperty('isBasedOn')
})

test('no value can end the script element that it stands in', () => {
  const name = '</script><script>alert(1)</script><!--'
  const text = toScriptText({ name })
  expect(text).not.toContain('<')
  expect(JSON.parse(text)).toEqual({ name })
})
