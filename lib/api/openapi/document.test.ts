import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { GET } from '@/app/api/openapi.json/route'
import { FAILURES } from '@/lib/api/error-codes'
import { type ApiDescription, buildOpenApi } from '@/lib/api/openapi/document'
import { type ApiParameter, PARAMETERS } from '@/lib/api/openapi/parameters'
import { ANYWHERE } from '@/lib/api/openapi/responses'
import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { FILTER_OPERATORS } from '@/lib/datasets/model/view'
import { VIEW_PARAMETERS } from '@/lib/search-params/grammar'

const document = buildOpenApi()
const METHODS = /^export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b/gm

/** `GET /api/datasets/{id}` for each method that a route file exports; Inngest's protocol is not part of our API. */
function operationsOfRoutes(): string[] {
  return readdirSync('app/api', { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join('app/api', file.replaceAll(path.sep, '/')))
    .filter((file) => file.endsWith('/route.ts'))
    .filter((file) => file !== 'app/api/inngest/route.ts')
    .flatMap((file) => {
      const url = `/${path.posix.dirname(file).replace(/^app\//, '')}`.replaceAll(/\[(\w+)\]/g, '{$1}')
      return [...readFileSync(file, 'utf8').matchAll(METHODS)].map(([, method = '']) => `${method} ${url}`)
    })
    .sort()
}

function operationsOfDocument(): string[] {
  return Object.entries(document.paths)
    .flatMap(([url, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`))
    .sort()
}

test('every route is in the document, and nothing else is', () => {
  expect(operationsOfRoutes()).toContain('GET /api/datasets/{id}/rows')
  expect(operationsOfDocument()).toEqual(operationsOfRoutes())
})

/** The parameters of an operation, with references resolved. */
function parametersOf({ parameters = [] }: ApiDescription): ApiParameter[] {
  return parameters.map(({ $ref }) => {
    const parameter = document.components.parameters[$ref.replace('#/components/parameters/', '')]
    if (parameter === undefined) throw new Error(`${$ref} cannot be resolved`)
    return parameter
  })
}

const operations = Object.entries(document.paths).flatMap(([url, methods]) =>
  Object.entries(methods).map(([method, description]) => ({ url, method, description })),
)

test('every parameter of a view is documented, and nothing else is', () => {
  for (const kind of ['rows', 'counts']) {
    const description = document.paths[`/api/datasets/{id}/${kind}`]?.get as ApiDescription
    const names = parametersOf(description).flatMap(({ name, in: place }) => (place === 'path' ? [] : [name]))
    expect(names.sort()).toEqual([...VIEW_PARAMETERS, 'format', 'for', 'filter', ...DATASET_COLUMNS].sort())
  }
})

test('a value of filter may be any condition that a URL can hold, and nothing else', () => {
  const { items } = PARAMETERS.filter.schema as { items: { pattern: string } }
  for (const column of DATASET_COLUMNS)
    for (const operator of FILTER_OPERATORS)
      expect(operator === 'eq' ? `${column}=x` : `${column}__${operator}=x`).toMatch(
        new RegExp(items.pattern),
      )
  for (const wrong of ['height', 'height__eq=1', 'limit=1', ' height=1', 'height__gt__lt=1'])
    expect(wrong).not.toMatch(new RegExp(items.pattern))
})

test('the parts of a path are its parameters', () => {
  for (const { url, description } of operations) {
    const parameters = parametersOf(description)
    const inPath = parameters.filter((parameter) => parameter.in === 'path')
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(url.match(/\{\w+\}/g) ?? [])
    expect(inPath.every(({ required }) => required)).toBe(true)
    expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length)
  }
})

test('every reference resolves, and everything shared is referenced', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to)
  const { headers, parameters, responses, schemas } = document.components
  const places = Object.entries({ headers, parameters, responses, schemas }).flatMap(([kind, all]) =>
    Object.keys(all).map((name) => `#/components/${kind}/${name}`),
  )
  expect([...new Set(references)].sort()).toEqual(places.sort())
})

test('the document stays under 61 kB', () => {
  expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThan(61_000)
})

test('linters find what they look for: contact, license, tags, and a description of each operation', () => {
  expect(document.info).toMatchObject({ contact: { name: expect.any(String) as string } })
  expect(document.info).toMatchObject({ license: { name: 'MIT', identifier: 'MIT' } })
  const tags = document.tags.map(({ name }) => name)
  for (const { description } of operations) {
    expect(description.tags.filter((tag) => tags.includes(tag))).toHaveLength(1)
    expect(description.summary).not.toMatch(/\.$/)
    expect(description.description).toMatch(/^[A-Z].*\.$/)
    expect(Object.keys(description.responses)).toContain('400')
  }
})

test('operation names are unique', () => {
  const ids = operations.map(({ description }) => description.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain('readRows')
})

test('GET /api/openapi.json is the document', async () => {
  const response = await GET(new Request('http://localhost:3000/api/openapi.json'))
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(document)))
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Holocron' } })
})

test('every operation has the default response, and says that the token may be needed', () => {
  for (const { description } of operations)
    expect(description.responses.default).toEqual({ $ref: '#/components/responses/default' })
  expect(document.security).toEqual([{}, { token: [] }])
  expect(document.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' })
})

test('every failure a client can meet is documented, with its code', () => {
  const shared = JSON.stringify(document.components.responses)
  for (const [code, { status }] of Object.entries(FAILURES)) {
    // No client reads the response to an aborted request, and no route queries a source.
    if (code === 'aborted' || code === 'upstream') continue
    expect(shared).toContain(`\`${code}\``)
    expect(String(status) in document.components.responses || ANYWHERE.includes(status)).toBe(true)
  }
  expect(document.components.responses['503']?.headers).toHaveProperty('Retry-After')
})
