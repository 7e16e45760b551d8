/** The shapes of the API as JSON Schema 2020-12. */
import 'server-only'
import { z } from 'zod'
import { API_SHAPES } from '@/lib/api/schemas'

export type JsonSchema = Record<string, unknown>

/** The schemas by name, as `components/schemas` of an OpenAPI document holds them. */
export function describeShapes(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(API_SHAPES)) registry.add(shape, { id })
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // Where a default is filled in, what is sent may leave it out: hence the shape of the input.
    io: 'input',
    override: ({ jsonSchema }) => shorten(jsonSchema),
  })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutHead(schema)]))
}

/**
 * Drops what a format says already, the limits of JavaScript, and that nothing may be added to an answer: clients ignore
 * what they do not know, so that answers can grow. Writes `null` as one more type.
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

/** True for the schema that everything meets. */
function isEmpty(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0
}

/** The name and the dialect of a schema stand in the document already. */
function withoutHead(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => keyword !== '$id' && keyword !== '$schema'),
  )
}
