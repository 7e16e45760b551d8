/** The API as an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12 as zod writes it. */
import 'server-only'
import { describeShapes, type JsonSchema } from '@/lib/api/json-schemas'
import { API_TAGS, type ApiOperation } from '@/lib/api/operation'
import { API_OPERATIONS } from '@/lib/api/operations'
import { PARAMETERS, type ApiParameter } from '@/lib/api/parameters'
import { HEADERS, referToHeaders, RESPONSES, type ApiAnswer, type ApiHeader } from '@/lib/api/responses'

/** Where in the document something stands that several operations share. */
export interface Reference {
  $ref: string
}

export interface ApiDescription {
  summary: string
  description: string
  operationId: string
  tags: string[]
  parameters?: Reference[]
  requestBody?: { content: Record<string, { schema: Reference }> }
  /** By status: what only this operation answers stands here, the rest is shared. */
  responses: Record<string, ApiAnswer | Reference>
}

export interface OpenApiDocument {
  openapi: '3.1.0'
  info: Record<string, unknown> & { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, ApiDescription>>
  /** Nothing, or the token. */
  security: Record<string, string[]>[]
  components: {
    headers: Record<string, ApiHeader>
    parameters: Record<string, ApiParameter>
    responses: Record<string, ApiAnswer>
    schemas: Record<string, JsonSchema>
    securitySchemes: Record<string, JsonSchema>
  }
}

export function buildOpenApi(): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of API_OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holocron',
      version: '1',
      description: 'Star Wars characters from SWAPI, as datasets. Every failure has one shape, with a code.',
      contact: { name: 'The operator of this server' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(API_TAGS).map(([name, description]) => ({ name, description })),
    paths,
    security: [{}, { token: [] }],
    components: {
      headers: HEADERS,
      parameters: PARAMETERS,
      responses: RESPONSES,
      schemas: describeShapes(),
      securitySchemes: { token: TOKEN },
    },
  }
}

function describe(operation: ApiOperation): ApiDescription {
  const { tag, summary, description, body } = operation
  const parameters = operation.parameters.map((key) => refer('parameters', key))
  return {
    summary,
    description,
    operationId: operation.id,
    tags: [tag],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { content: { 'application/json': { schema: refer('schemas', body) } } } }),
    responses: describeAnswers(operation),
  }
}

function describeAnswers(operation: ApiOperation): Record<string, ApiAnswer | Reference> {
  const { status, description, json, files = [], headers } = operation.success
  const content = {
    ...(json && {
      'application/json': { schema: json === 'object' ? { type: 'object' } : refer('schemas', json) },
    }),
    ...Object.fromEntries(files.map((type) => [type, {}])),
  }
  return {
    [status]: {
      description,
      ...(headers && { headers: referToHeaders(headers) }),
      ...(Object.keys(content).length > 0 && { content }),
    },
    ...Object.fromEntries(listShared(operation).map((key) => [key, refer('responses', key)])),
  }
}

/** Keys of `components/responses`. */
function listShared({ success, hasRanges = false, errors = [] }: ApiOperation): string[] {
  const statuses = [
    ...(hasRanges ? [206] : []),
    ...(success.headers?.includes('ETag') ? [304] : []),
    400,
    ...errors,
    ...(hasRanges ? [416] : []),
    503,
  ]
  return [...statuses.map(String), 'default']
}

const TOKEN = { type: 'http', scheme: 'bearer', description: 'Where ACCESS_TOKEN is set.' }

function refer(kind: 'parameters' | 'responses' | 'schemas', name: string): Reference {
  return { $ref: `#/components/${kind}/${name}` }
}

/** An answer itself, where an operation only refers to it. */
export function resolveAnswer(document: OpenApiDocument, answer: ApiAnswer | Reference): ApiAnswer {
  if (!('$ref' in answer)) return answer
  const shared = document.components.responses[answer.$ref.split('/').at(-1) ?? '']
  if (shared === undefined) throw new Error(`${answer.$ref} is not in the OpenAPI document.`)
  return shared
}
