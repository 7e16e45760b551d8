/** The shapes of the API as JSON Schema 2020-12. */
import 'server-only'
import { z } from 'zod'
import { API_SHAPES } from '@/lib/api/openapi/schemas'

export type JsonSchema = Record<string, unknown>

/** The schemas by name, for `components/schemas` of an OpenAPI document. */
export function describeShapes(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(API_SHAPES)) registry.add(shape, { id })
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // Clients may omit fields that have a default: hence the input shape.
    io: 'input',
    override: ({ jsonSchema }) => shorten(jsonSchema),
  })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutHead(schema)]))
}

/**
 * Drops what a format already implies, the limits of JavaScript, and the ban on additional properties: clients ignore
 * what they do not know, so that responses can grow. Writes `null` as one more type.
 */
function shorten(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format === 'date-time') delete schema.pattern
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  const { additionalProperties: others } = schema
  if (schema.required && (others === false || isEmpty(others))) delete schema.additionalProperties
  const [first, second] = schema.anyOf ?? []
  const isNullable = typeof second === 'object' && second.type === 'null'
  if (typeof first !== 'object' || !isNullable || first.type === undefined || first.enum) return
  delete schema.anyOf
  shorten(first)
  Object.assign(schema, first, { type: [first.type, 'null'] })
}

/** True for the schema that accepts anything. */
function isEmpty(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0
}

/** A schema's name and dialect are already in the document. */
function withoutHead(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => keyword !== '$id' && keyword !== '$schema'),
  )
}
