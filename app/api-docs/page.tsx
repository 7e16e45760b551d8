import type { Metadata } from 'next'
import type { JSX } from 'react'
import type { ApiOperationProps } from '@/components/api-docs/api-operation'
import { ApiReference } from '@/components/api-docs/api-reference'
import { requireReader } from '@/lib/access/pages'
import { listFailures } from '@/lib/api/error-codes'
import { buildOpenApi, type OpenApiDocument, resolveAnswer } from '@/lib/api/openapi/document'
import { type ApiOperation, curlExample } from '@/lib/api/openapi/operation'
import { API_OPERATIONS } from '@/lib/api/openapi/operations'
import { type ApiParameter, type ParameterKey, PARAMETERS } from '@/lib/api/openapi/parameters'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'

export const metadata: Metadata = { title: 'API' }

/** The OpenAPI document for people, rendered from the same source. */
export default async function ApiDocsPage(): Promise<JSX.Element> {
  await requireReader()
  const document = buildOpenApi()
  return (
    <div className="flex flex-col gap-6">
      <div className="max-w-prose">
        <h1 className="text-2xl font-semibold tracking-tight">API</h1>
        <p className="text-muted-foreground mt-2">
          Everything the pages show is available through this API. Its description is also available{' '}
          <a href="/api/openapi.json" className="text-primary underline underline-offset-4">
            as an OpenAPI 3.1 document
          </a>
          . In the examples, <code className="font-mono text-sm">$id</code> is the id of a dataset.
        </p>
      </div>
      <ApiReference
        operations={API_OPERATIONS.map((operation) => readOperation(operation, document))}
        failures={listFailures()}
      />
    </div>
  )
}

/** Failures are explained at the end of the page: they mean the same everywhere. */
function readOperation(operation: ApiOperation, document: OpenApiDocument): ApiOperationProps {
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
    examples: [curlExample(operation)],
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
