import type { JSX } from 'react'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Table, TableHead } from '@/components/ui/table'

interface ApiOperationProps {
  method: string
  /** With its parameters in braces: `/api/datasets/{id}` */
  path: string
  summary: string
  parameters: { name: string; in: string; required: boolean; description: string }[]
  answers: { status: string; description: string; contentTypes: string[] }[]
  /** Commands to try. */
  examples: string[]
}

/** One operation of the API: what it takes, what it answers, and how to ask. */
export function ApiOperation(props: ApiOperationProps): JSX.Element {
  const { method, path, summary, parameters, answers, examples } = props
  const id = `${method}-${path.replaceAll(/[^a-z]+/g, '-')}`
  const name = `${method.toUpperCase()} ${path}`
  return (
    <Card role="region" aria-labelledby={id} className="flex flex-col gap-4">
      <div>
        <h2 id={id} className="flex flex-wrap items-center gap-2 font-mono text-sm font-semibold break-all">
          <Badge variant={method === 'get' ? 'secondary' : 'running'}>{method.toUpperCase()}</Badge>
          {path}
        </h2>
        <p className="mt-1">{summary}</p>
      </div>
      {parameters.length > 0 ? (
        <Table label={`Parameters of ${name}`} className="[&_td]:whitespace-normal">
          <thead>
            <tr>
              <TableHead>Parameter</TableHead>
              <TableHead>In</TableHead>
              <TableHead>Meaning</TableHead>
            </tr>
          </thead>
          <tbody>
            {parameters.map((parameter) => (
              <tr key={parameter.name}>
                <td className="font-mono text-xs">{parameter.name}</td>
                <td>{parameter.required ? `${parameter.in}, required` : parameter.in}</td>
                <td className="min-w-64">
                  <Prose text={parameter.description} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      <Table label={`Answers of ${name}`} className="[&_td]:whitespace-normal">
        <thead>
          <tr>
            <TableHead>Answer</TableHead>
            <TableHead>Meaning</TableHead>
            <TableHead>Content</TableHead>
          </tr>
        </thead>
        <tbody>
          {answers.map(({ status, description, contentTypes }) => (
            <tr key={status}>
              <td className="font-mono text-xs">{status}</td>
              <td className="min-w-48">
                <Prose text={description} />
              </td>
              <td className="font-mono text-xs">
                {contentTypes.map((type) => (
                  <div key={type}>{type}</div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {examples.map((example) => (
        <pre key={example} tabIndex={0} className="bg-muted overflow-x-auto rounded-md p-3 text-xs">
          <code className="font-mono">{example}</code>
        </pre>
      ))}
    </Card>
  )
}

/** A sentence of the OpenAPI document, whose only Markdown is `code`. */
function Prose({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text.split('`').map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <code key={index} className="font-mono text-xs">
            {part}
          </code>
        ),
      )}
    </>
  )
}
