import type { JSX } from 'react'
import type { Metadata } from 'next'
import { ApiOperation, MethodAndPath, operationId } from '@/components/api-operation'
import { ApiProse } from '@/components/api-prose'
import { Table, TableHead } from '@/components/ui/table'
import { buildOpenApi } from '@/lib/openapi'
import { requireReader } from '@/lib/page-access'

export const metadata: Metadata = { title: 'API' }

/** The OpenAPI document for people, rendered here from the same source. */
export default async function ApiDocsPage(): Promise<JSX.Element> {
  await requireReader()
  const operations = listOperations()
  const failures = new Map(operations.flatMap((operation) => operation.failures))
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
      <nav aria-label="Operations">
        <ul className="text-sm">
          {operations.map(({ method, path, summary }) => (
            <li key={`${method} ${path}`}>
              <a
                href={`#${operationId(method, path)}`}
                className="group grid gap-x-6 py-1.5 sm:grid-cols-[20rem_1fr]"
              >
                <span className="font-mono text-xs group-hover:underline">
                  <MethodAndPath method={method} path={path} />
                </span>
                <span className="text-muted-foreground">{summary}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {operations.map((operation) => (
        <ApiOperation
          key={`${operation.method} ${operation.path}`}
          {...operation}
          failures={operation.failures.map(([status]) => status)}
        />
      ))}
      <section aria-labelledby="failures" className="flex flex-col gap-3">
        <h2 id="failures" className="scroll-mt-4 text-lg font-semibold tracking-tight">
          Failures
        </h2>
        <p className="text-muted-foreground max-w-prose">
          All have one shape: <code className="font-mono text-sm">{'{"error": {"code", "message"}}'}</code>,
          with a sentence that says what to do.
        </p>
        <Table label="Statuses of failures" className="[&_td]:whitespace-normal">
          <thead>
            <tr>
              <TableHead>Status</TableHead>
              <TableHead>Meaning and codes</TableHead>
            </tr>
          </thead>
          <tbody>
            {[...failures].sort().map(([status, description]) => (
              <tr key={status}>
                <td className="font-mono text-xs">{status}</td>
                <td>
                  <ApiProse text={description} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      </section>
    </div>
  )
}

interface Operation extends Omit<Parameters<typeof ApiOperation>[0], 'failures'> {
  /** Statuses, and what they mean wherever they occur. */
  failures: [status: string, description: string][]
}

function listOperations(): Operation[] {
  return Object.entries(buildOpenApi().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, description]) => {
      const { summary, parameters, responses, 'x-codeSamples': samples } = description
      const answers = Object.entries(responses).map(([status, answer]) => ({
        status,
        description: answer.description,
        contentTypes: Object.keys(answer.content ?? {}),
      }))
      const isFailure = (status: string): boolean => Number(status) >= 400
      return {
        method,
        path,
        summary,
        parameters,
        answers: answers.filter(({ status }) => !isFailure(status)),
        failures: answers
          .filter(({ status }) => isFailure(status))
          .map(({ status, description: meaning }): [string, string] => [status, meaning]),
        examples: samples.map(({ source }) => source),
      }
    }),
  )
}
