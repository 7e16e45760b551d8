import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import type { JSX } from 'react'
import type { ApiOperationProps } from '@/components/api-docs/api-operation'
import { ApiReference } from '@/components/api-docs/api-reference'
import { readAccess } from '@/lib/access/access'
import { readOrigin } from '@/lib/access/origin'
import { requireReader } from '@/lib/access/pages'
import { listFailures } from '@/lib/api/error-codes'
import { buildOpenApi, type OpenApiDocument, resolveAnswer } from '@/lib/api/openapi/document'
import { type ApiOperation, buildExample } from '@/lib/api/openapi/operation'
import { API_OPERATIONS } from '@/lib/api/openapi/operations'
import { type ApiParameter, type ParameterKey, PARAMETERS } from '@/lib/api/openapi/parameters'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { getNewestReady } from '@/lib/datasets/store'
import { env } from '@/lib/env'
import { datasetTitle } from '@/lib/format/dataset-title'
import { datasetHref } from '@/lib/search-params/rows'

export const metadata: Metadata = { title: 'API' }

/** Used in examples when a request does not say how this server is reached. */
const FALLBACK_ORIGIN = 'http://localhost:3000'

/** The OpenAPI document for people, rendered from the same source. */
export default async function ApiDocsPage(): Promise<JSX.Element> {
  await requireReader()
  const [received, dataset] = await Promise.all([headers(), getNewestReady()])
  const document = buildOpenApi()
  const hasToken = readAccess(received) !== 'open'
  const target = { origin: readOrigin(received) ?? FALLBACK_ORIGIN, id: dataset?.id ?? null }
  const needsToken = ({ method, isOpen = false }: ApiOperation): boolean =>
    hasToken && !isOpen && (method !== 'get' || env().PRIVATE)
  return (
    <div className="flex flex-col gap-6">
      <div className="max-w-prose">
        <h1 className="text-2xl font-semibold tracking-tight">API</h1>
        <p className="text-muted-foreground mt-2">
          Everything the pages show is available through this API. Its description is also available{' '}
          <a href="/api/openapi.json" className="text-link">
            as an OpenAPI 3.1 document
          </a>
          .
        </p>
        <p className="text-muted-foreground mt-2">
          {dataset === null ? (
            <>
              There is no dataset yet, so <code className="font-mono text-sm">$id</code> stands for one in the
              examples.{' '}
              <Link href="/" className="text-link">
                Download one
              </Link>
              , and they call it.
            </>
          ) : (
            <>
              The examples call this server and its newest dataset,{' '}
              <Link href={datasetHref(dataset.id)} className="text-link">
                {datasetTitle(dataset)}
              </Link>
              .
            </>
          )}
        </p>
      </div>
      <ApiReference
        operations={API_OPERATIONS.map((operation) => ({
          ...readOperation(operation, document),
          example: buildExample(operation, { ...target, needsToken: needsToken(operation) }),
        }))}
        failures={listFailures()}
      />
    </div>
  )
}

/** Failures are explained at the end of the page: they mean the same everywhere. */
function readOperation(
  operation: ApiOperation,
  document: OpenApiDocument,
): Omit<ApiOperationProps, 'example'> {
  const { method, path, summary, description, parameters } = operation
  const statuses = Object.entries(document.paths[path]?.[method]?.responses ?? {})
  return {
    method,
    path,
    summary,
    description,
    parameters: readParameters(parameters),
    answers: statuses
      .filter(([status]) => Number(status) < 400)
      .map(([status, answer]) => {
        const { description, content = {} } = resolveAnswer(document, answer)
        return { status, description, contentTypes: Object.keys(content) }
      }),
    failures: statuses.map(([status]) => status).filter((status) => Number(status) >= 400),
  }
}

/** All columns share one entry: as parameters they work the same way. */
function readParameters(keys: readonly ParameterKey[]): ApiOperationProps['parameters'] {
  const isColumn = (key: ParameterKey): boolean => DATASET_COLUMNS.includes(key as DatasetColumn)
  const entries = keys.flatMap((key) => (isColumn(key) ? [] : [readParameter(PARAMETERS[key])]))
  if (!keys.some(isColumn)) return entries
  const description = 'Keeps only rows with this value in the column.'
  return [...entries, { name: DATASET_COLUMNS.join(', '), place: 'query', required: false, description }]
}

function readParameter(parameter: ApiParameter): ApiOperationProps['parameters'][number] {
  const { name, in: place, required = false, description = '' } = parameter
  return { name, place, required, description }
}
