import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { GET } from '@/app/api/openapi.json/route'
import { DATASET_COLUMNS } from '@/lib/datasets/types'
import { FILTER_OPERATORS } from '@/lib/datasets/view'
import { buildOpenApi } from '@/lib/openapi'
import { VIEW_PARAMETERS } from '@/lib/view-params'

const document = buildOpenApi()
const METHODS = /^export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b/gm

/** `get /api/datasets/{id}` for each method that a route file exports; Inngest's own protocol is not our API. */
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

test('every parameter of a view is documented, and nothing else is', () => {
  const filters = DATASET_COLUMNS.flatMap((column) =>
    FILTER_OPERATORS.map((operator) => (operator === 'eq' ? column : `${column}__${operator}`)),
  )
  for (const kind of ['rows', 'counts']) {
    const parameters = document.paths[`/api/datasets/{id}/${kind}`]?.get?.parameters ?? []
    const names = parameters.flatMap(({ name, in: place, schema }) => {
      if (place === 'path') return []
      return name === 'filters' ? Object.keys(schema.properties ?? {}) : [name]
    })
    expect(names.sort()).toEqual([...VIEW_PARAMETERS, 'format', 'for', ...filters].sort())
  }
})

test('the parts of a path are its parameters', () => {
  for (const [url, methods] of Object.entries(document.paths)) {
    for (const { parameters } of Object.values(methods)) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(url.match(/\{\w+\}/g) ?? [])
      expect(inPath.every(({ required }) => required)).toBe(true)
      expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length)
    }
  }
})

test('every reference leads to a schema, and every schema is referred to', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to)
  const schemas = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
  expect([...new Set(references)].sort()).toEqual(schemas.sort())
})

test('operations have names of their own', () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain('getApiDatasetsIdRows')
})

test('GET /api/openapi.json is the document', async () => {
  const response = await GET(new Request('http://localhost:3000/api/openapi.json'))
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(document)))
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Holocron' } })
})

test('every operation says that it may take the token, but the health check, which never does', () => {
  for (const [url, methods] of Object.entries(document.paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      expect('401' in responses && '429' in responses).toBe(url !== '/api/health')
      expect('403' in responses && '413' in responses).toBe(method !== 'get')
    }
  }
  expect(document.security).toEqual([{}, { token: [] }])
  expect(document.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' })
})
