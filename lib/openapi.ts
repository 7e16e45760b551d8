/** The API as an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12 as zod writes it. */
import 'server-only'
import { z } from 'zod'
import { API_OPERATIONS, type ApiOperation } from '@/lib/api/operations'
import type { ApiParameter } from '@/lib/api/parameters'
import { API_SHAPES, ERROR_CODES } from '@/lib/api/schemas'

type Schema = Record<string, unknown>

export interface ApiAnswer {
  description: string
  headers?: Record<string, { description: string; schema: Schema }>
  content?: Record<string, { schema: Schema }>
}

export interface ApiDescription {
  summary: string
  operationId: string
  parameters: ApiParameter[]
  requestBody?: { required: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<string, ApiAnswer>
  /** Examples for people, as API browsers know them. */
  'x-codeSamples': { lang: string; source: string }[]
}

export interface OpenApiDocument {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  paths: Record<string, Record<string, ApiDescription>>
  /** Nothing, or the token. */
  security: Record<string, string[]>[]
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, Schema> }
}

const ERROR_DESCRIPTIONS: Record<number, string> = {
  400: 'The request makes no sense: `invalid`.',
  401: 'The access token is set, and missing here or wrong: `unauthorized`.',
  403: 'A page of another site asked for a change: `forbidden`.',
  404: 'There is no such dataset: `not_found`.',
  409: 'The dataset is not in the state for it: `not_ready` or `conflict`.',
  413: 'The body is larger than 1 MiB: `too_large`.',
  416: 'The file has none of the bytes that Range asks for: `bad_range`, with Content-Range.',
  429: 'Too many wrong access tokens: `too_many`, with Retry-After.',
  503: 'Not now: `busy` (with Retry-After), `timeout`, `memory` or `unavailable`.',
  500: 'A defect: `internal`; or the files of the dataset are not what they were: `damaged`.',
}

/** Where the examples ask; a server does not know under which names it is reached. */
const EXAMPLE_ORIGIN = 'http://localhost:3000'

export function buildOpenApi(): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of API_OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) }
  }
  const codes = Object.entries(ERROR_CODES).map(([code, meaning]) => `\`${code}\`: ${meaning}`)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holocron',
      version: '1',
      description: `Star Wars characters from SWAPI, as datasets. Every failure has one shape, with a code:\n\n${codes.join('\n\n')}`,
    },
    servers: [{ url: '/' }],
    paths,
    security: [{}, { token: [] }],
    components: { schemas: describeShapes(), securitySchemes: { token: TOKEN } },
  }
}

function describe(operation: ApiOperation): ApiDescription {
  const { method, path, summary, parameters, body, curl } = operation
  return {
    summary,
    operationId: `${method}${path.replaceAll(/[^a-z]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    parameters,
    ...(body && { requestBody: { required: false, content: { 'application/json': refer(body) } } }),
    responses: describeAnswers(operation),
    'x-codeSamples': [{ lang: 'Shell', source: `curl ${curl.replace('/api/', `${EXAMPLE_ORIGIN}/api/`)}` }],
  }
}

function describeAnswers(operation: ApiOperation): Record<string, ApiAnswer> {
  const { success, isTagged = false } = operation
  const { status, description, json, files = [] } = success
  const error = { 'application/json': refer('Error') }
  return {
    [status]: {
      description,
      ...(isTagged && { headers: { ETag: TAG } }),
      ...((json ?? files.length > 0) && {
        content: {
          ...(json && {
            'application/json': json === 'object' ? { schema: { type: 'object' } } : refer(json),
          }),
          ...Object.fromEntries(files.map((type) => [type, { schema: {} }])),
        },
      }),
    },
    ...(isTagged && { 304: { description: 'If-None-Match names what is here: nothing changed.' } }),
    ...Object.fromEntries(
      listErrors(operation).map((code) => [
        code,
        { description: ERROR_DESCRIPTIONS[code] ?? 'A failure.', content: error },
      ]),
    ),
  }
}

/** What the route itself may answer, and what the door in front of it may. */
function listErrors({ method, isOpen = false, errors }: ApiOperation): number[] {
  const access = isOpen ? [] : [401, 429]
  const change = method === 'get' ? [] : [403, 413]
  return [...new Set([...errors, ...access, ...change, 500])]
}

const TOKEN = { type: 'http', scheme: 'bearer', description: 'Where ACCESS_TOKEN is set.' }

const TAG = { description: 'Changes when the content does.', schema: { type: 'string' } }

function refer(name: string): { schema: Schema } {
  return { schema: { $ref: reference(name) } }
}

function reference(name: string): string {
  return `#/components/schemas/${name}`
}

function describeShapes(): Record<string, Schema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(API_SHAPES)) registry.add(shape, { id })
  // Where a default is filled in, what is sent may leave it out: hence the shape of the input.
  const { schemas } = z.toJSONSchema(registry, { uri: reference, io: 'input' })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutHead(schema)]))
}

/** The name and the dialect of a schema stand in the document already. */
function withoutHead(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => keyword !== '$id' && keyword !== '$schema'),
  )
}
