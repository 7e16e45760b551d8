import type { JSX } from 'react'
import type { Metadata } from 'next'
import { ApiOperation } from '@/components/api-operation'
import { buildOpenApi } from '@/lib/openapi'
import { requireReader } from '@/lib/page-access'

export const metadata: Metadata = { title: 'API' }

/** The OpenAPI document for people, rendered here from the same source. */
export default async function ApiDocsPage(): Promise<JSX.Element> {
  await requireReader()
  const { paths } = buildOpenApi()
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, description]) => ({ method, path, description })),
  )
  return (
    <div className="flex flex-col gap-6">
      <div className="max-w-prose">
        <h1 className="text-2xl font-semibold tracking-tight">API</h1>
        <p className="text-muted-foreground mt-2">
          Everything that the pages show, for programs. The same description is there{' '}
          <a href="/api/openapi.json" className="text-primary underline underline-offset-4">
            as an OpenAPI 3.1 document
          </a>
          . In the examples, <code className="font-mono text-sm">$id</code> is the id of a dataset.
        </p>
      </div>
      {operations.map(({ method, path, description }) => (
        <ApiOperation
          key={`${method} ${path}`}
          method={method}
          path={path}
          summary={description.summary}
          parameters={description.parameters}
          answers={Object.entries(description.responses).map(([status, answer]) => ({
            status,
            description: answer.description,
            contentTypes: Object.keys(answer.content ?? {}),
          }))}
          examples={description['x-codeSamples'].map(({ source }) => source)}
        />
      ))}
    </div>
  )
}
