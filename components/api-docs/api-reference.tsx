'use client'

import type { JSX } from 'react'
import {
  ApiOperation,
  MethodAndPath,
  operationId,
  type ApiOperationProps,
} from '@/components/api-docs/api-operation'
import { ApiProse } from '@/components/api-docs/api-prose'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'

interface ApiReferenceProps {
  operations: ApiOperationProps[]
  /** What each status of a failure means, wherever it occurs. */
  failures: [status: string, description: string][]
}

/**
 * All operations, with an index before and their failures after them. A client component, so that its payload
 * is the data, sent once, instead of every rendered element; the HTML contains the elements anyway.
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
          with a message that says what to do.
        </p>
        <div className="bg-card rounded-lg border">
          <Table aria-labelledby="failures">
            <TableHeader>
              <TableRow>
                <TableHead className="w-20 sm:w-70">Status</TableHead>
                <TableHead>Meaning and codes</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {failures.map(([status, description]) => (
                <TableRow key={status}>
                  <TableCell className="font-mono text-xs">{status}</TableCell>
                  <TableCell className="whitespace-normal">
                    <ApiProse text={description} />
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      </section>
    </>
  )
}
