import type { JSX } from 'react'
import type { Metadata } from 'next'
import { ApiReference } from '@/components/api-reference'
import { buildOpenApi } from '@/lib/openapi'
import { requireReader } from '@/lib/page-access'

export const metadata: Metadata = { title: 'API' }

/** The OpenAPI document for people, rendered here from the same source. */
export default async function ApiDocsPage(): Promise<JSX.Element> {
  await requireReader()
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
      <ApiReference {...readReference()} />
    </div>
  )
}

/** The operations of the OpenAPI document; their failures apart, because they mean the same wherever they occur. */
function readReference(): Parameters<typeof ApiReference>[0] {
  const failures = new Map<string, string>()
  const operations = Object.entries(buildOpenApi().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, description]) => {
      const { summary, parameters, responses, 'x-codeSamples': samples } = description
      const answers = Object.entries(responses).filter(([status]) => Number(status) < 400)
      const failed = Object.entries(responses).filter(([status]) => Number(status) >= 400)
      for (const [status, answer] of failed) failures.set(status, answer.description)
      return {
        method,
        path,
        summary,
        parameters: parameters.map(({ name, in: place, required, description }) => ({
          name,
          place,
          required,
          description,
        })),
        answers: answers.map(([status, answer]) => ({
          status,
          description: answer.description,
          contentTypes: Object.keys(answer.content ?? {}),
        })),
        failures: failed.map(([status]) => status),
        examples: samples.map(({ source }) => source),
      }
    }),
  )
  return { operations, failures: [...failures].sort() }
}
