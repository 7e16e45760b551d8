import type { JSX, ReactNode } from 'react'
import { ApiExample } from '@/components/api-docs/api-example'
import { ApiProse } from '@/components/api-docs/api-prose'
import { Badge } from '@/components/ui/badge'
import { Card, CardContent } from '@/components/ui/card'

export interface ApiOperationProps {
  method: string
  /** With its parameters in braces: `/api/datasets/{id}` */
  path: string
  summary: string
  /** Details that the summary omits. */
  description: string
  parameters: { name: string; place: string; required: boolean; description: string }[]
  answers: { status: string; description: string; contentTypes: string[] }[]
  /** The statuses of its failures, which are explained once for all operations. */
  failures: string[]
  /** How to call it, and what to open in a browser, if that is possible. */
  example: { command: string; path: string | null }
}

/** One API operation: its parameters, responses and an example. */
export function ApiOperation(props: ApiOperationProps): JSX.Element {
  const { method, path, summary, description, parameters, answers, failures, example } = props
  const id = operationId(method, path)
  return (
    <Card id={id} role="region" aria-labelledby={`${id}-name`} className="scroll-mt-4 text-sm">
      <CardContent className="flex flex-col gap-4">
        <div>
          <h2 id={`${id}-name`} className="font-mono font-semibold break-all">
            <MethodAndPath method={method} path={path} />
          </h2>
          <p className="mt-2 text-base">{summary}</p>
          <p className="text-muted-foreground mt-1">
            <ApiProse text={description} />
          </p>
        </div>
        <ApiExample {...example} />
        {parameters.length > 0 ? (
          <Entries name="Parameters">
            {parameters.map(({ name, place, required, description }) => (
              <Entry key={name} term={name} note={noteOf(place, required)}>
                <ApiProse text={description} />
              </Entry>
            ))}
          </Entries>
        ) : null}
        <Entries name="Responses">
          {answers.map(({ status, description, contentTypes }) => (
            <Entry key={status} term={status} note={contentTypes.join(', ')}>
              <ApiProse text={description} />
            </Entry>
          ))}
          <Entry term={failures.join(', ')}>
            With an error code: see{' '}
            <a href="#failures" className="underline underline-offset-4">
              Failures
            </a>
            , which also lists those that any request may return.
          </Entry>
        </Entries>
      </CardContent>
    </Card>
  )
}

/** The anchor of an operation on the page. */
export function operationId(method: string, path: string): string {
  return `${method}${path.replaceAll(/[^a-z]+/g, '-').replace(/-$/, '')}`
}

export function MethodAndPath({ method, path }: { method: string; path: string }): JSX.Element {
  return (
    <>
      <Badge variant={method === 'get' ? 'secondary' : 'running'} className="mr-2">
        {method.toUpperCase()}
      </Badge>
      {path}
    </>
  )
}

function noteOf(place: string, isRequired: boolean): string {
  if (place === 'path') return 'in the path'
  return isRequired ? 'required' : ''
}

function Entries({ name, children }: { name: string; children: ReactNode }): JSX.Element {
  return (
    <div>
      <h3 className="text-muted-foreground text-xs">{name}</h3>
      <dl className="mt-1 divide-y">{children}</dl>
    </div>
  )
}

function Entry(props: { term: string; note?: string; children: ReactNode }): JSX.Element {
  return (
    <div className="grid gap-x-6 py-2 sm:grid-cols-[14rem_1fr]">
      <dt className="font-mono text-xs leading-5">
        {props.term}
        {props.note ? <span className="text-muted-foreground block font-sans">{props.note}</span> : null}
      </dt>
      <dd>{props.children}</dd>
    </div>
  )
}
