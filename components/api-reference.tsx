'use client'

import type { JSX } from 'react'
import { ApiOperation, MethodAndPath, operationId, type ApiOperationProps } from '@/components/api-operation'
import { ApiProse } from '@/components/api-prose'
import { Table, TableHead } from '@/components/ui/table'

interface ApiReferenceProps {
  operations: ApiOperationProps[]
  /** What each status of a failure means, wherever it occurs. */
  failures: [status: string, description: string][]
}

/**
 * All operations, with a list of them before and their failures after them. A client component, so that the server sends
 * what is to be read once, and not each element that is drawn of it; the HTML has these all the same.
 */
export function ApiReference({ operations, failures }: ApiReferenceProps): JSX.Element {
  return (
    <>
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
        <ApiOperation key={`${operation.method} ${operation.path}`} {...operation} />
      ))}
      <section aria-labelledby="failures" className="flex flex-col gap-3">
        <h2 id="failures" className="scroll-mt-4 text-lg font-semibold tracking-tight">
          Failures
        </h2>
        <p className="text-muted-foreground max-w-prose">
          All share one shape: <code className="font-mono text-sm">{'{"error": {"code", "message"}}'}</code>,
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
            {failures.map(([status, description]) => (
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
    </>
  )
}
