/** A dataset as search engines for data read it: https://schema.org/Dataset. */
import { DATASET_COLUMNS, RESOURCE } from '@/lib/datasets/model/columns'
import type { SentDataset } from '@/lib/datasets/model/sent'
import { formatDay, formatQuantity, sourceLabel } from '@/lib/format'
import { datasetTitle } from '@/lib/format/dataset-title'
import { fileHref } from '@/lib/search-params/datasets'
import { datasetHref, rowsFileHref } from '@/lib/search-params/rows'

const EVERY_ROW = { limit: 100, offset: 0, filters: [], q: '', sort: [], columns: [] }

/** Facts about a ready dataset, as JSON-LD. `origin` is the server's own. The sources state no license, so none is claimed. */
export function describeDataset(dataset: SentDataset, origin: string): Record<string, unknown> {
  const { id, source, createdAt, finishedAt, rowCount, byteSize, sha256 } = dataset
  const url = (path: string): string => new URL(path, origin).href
  return {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    name: datasetTitle(dataset),
    description: `The complete set of ${formatQuantity(rowCount, `Star Wars ${RESOURCE.subject}`)}, downloaded from ${source === 'archive' ? 'a bundled copy of SWAPI' : sourceLabel(source ?? '')} on ${formatDay(createdAt)}.`,
    url: url(datasetHref(id)),
    identifier: id,
    dateCreated: createdAt.toISOString(),
    datePublished: (finishedAt ?? createdAt).toISOString(),
    isAccessibleForFree: true,
    creator: { '@type': 'Organization', name: 'SWAPI, the Star Wars API', url: 'https://swapi.dev' },
    ...(source !== null && URL.canParse(source) && { isBasedOn: source }),
    variableMeasured: [...DATASET_COLUMNS],
    distribution: [
      {
        '@type': 'DataDownload',
        name: dataset.fileName,
        encodingFormat: 'text/csv',
        contentUrl: url(fileHref(id)),
        ...(byteSize !== null && { contentSize: `${byteSize} B` }),
        ...(sha256 !== null && { sha256 }),
      },
      {
        '@type': 'DataDownload',
        encodingFormat: 'application/vnd.apache.parquet',
        contentUrl: url(fileHref(id, 'parquet')),
      },
      {
        '@type': 'DataDownload',
        encodingFormat: 'application/json',
        contentUrl: url(rowsFileHref(id, EVERY_ROW, 'json')),
      },
    ],
  }
}

/** JSON that may stand inside a script element: no value can end it. */
export function toScriptText(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`)
}
