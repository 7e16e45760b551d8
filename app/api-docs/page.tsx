import type { JSX } from 'react'
import type { Metadata } from 'next'
import type { ApiOperationProps } from '@/components/api-operation'
import { ApiReference } from '@/components/api-reference'
import { listFailures } from '@/lib/api/error-codes'
import { curlExample, type ApiOperation } from '@/lib/api/operation'
import { API_OPERATIONS } from '@/lib/api/operations'
import { PARAMETERS, type ApiParameter, type ParameterKey } from '@/lib/api/parameters'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/types'
import { buildOpenApi, resolveAnswer, type OpenApiDocument } from '@/lib/openapi'
import { requireReader } from '@/lib/page-access'

export const metadata: Metadata = { title: 'API' }

/** The OpenAPI document for people, rendered here from the same source. */
export default async function ApiDocsPage(): Promise<JSX.Element> {
  await requireReader()
  const document = buildOpenApi()
  return (
    <div className="flex flex-col gap-6">
      <div className="max-w-prose">
        <h1 className="text-2xl font-semibold tracking-tight">API</h1>
        <p className="text-muted-foreground mt-2">
          Everything the pages show, for programs. The same description is available{' '}
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

/** What failures mean is left to the end of the page: it is the same wherever they occur. */
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

/** The columns make one entry: as parameters, all mean the same. */
function readParameters(keys: readonly ParameterKey[]): ApiOperationProps['parameters'] {
  const isColumn = (key: ParameterKey): boolean => DATASET_COLUMNS.includes(key as DatasetColumn)
  const entries = keys.flatMap((key) => (isColumn(key) ? [] : [readParameter(PARAMETERS[key])]))
  if (!keys.some(isColumn)) return entries
  const description = 'The value of this column is this.'
  return [...entries, { name: DATASET_COLUMNS.join(', '), place: 'query', required: false, description }]
}

function readParameter(parameter: ApiParameter): ApiOperationProps['parameters'][number] {
  const { name, in: place, required = false, description = '' } = parameter
  return { name, place, required, description }
}
