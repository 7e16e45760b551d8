/** Checks responses against the OpenAPI document. */
import type { IncomingHttpHeaders } from 'node:http'
import addFormats from 'ajv-formats'
import Ajv from 'ajv/dist/2020'
import type { OpenApiDocument } from '@/lib/api/openapi/document'

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

type Described = OpenApiDocument['components']['responses'][string]

/** Headers that must be present where they are documented. */
const NEEDED = ['ETag', 'Location', 'Content-Range']

export class Description {
  private readonly ajv = new Ajv({ strict: false, allErrors: true })

  constructor(private readonly document: OpenApiDocument) {
    addFormats(this.ajv)
    this.ajv.addSchema(document, 'openapi')
  }

  /** How a response to a request below `/api` deviates from the document, or null. */
  findMismatch(method: string, address: string, answer: Answer): string | null {
    const { status, body } = answer
    if (method === 'OPTIONS') return [204, 404, 421].includes(status) ? null : `status ${status} to OPTIONS`
    const described = this.describe(method, address, status)
    // Node's own response to a URL longer than 16 KiB, before any of our code runs.
    if (status === 431) return null
    if (described === null) return `status ${status} is not documented`
    const missing = Object.keys(described.headers ?? {}).find(
      (name) => status < 400 && NEEDED.includes(name) && answer.headers[name.toLowerCase()] === undefined,
    )
    if (missing !== undefined) return `${missing} is documented but missing`
    return method === 'HEAD' || body === '' ? null : this.checkContent(described, answer)
  }

  /** The documented response with this status: the operation's, or else the one for any operation. */
  private describe(method: string, address: string, status: number): Described | null {
    const { responses } = this.document.components
    const path = address.split('?')[0] ?? ''
    const methods = Object.entries(this.document.paths).find(([template]) => fits(template, path))?.[1]
    if (methods === undefined && status === 404) return responses['404'] ?? null
    const operation = methods?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
    const own = operation?.responses[status]
    if (own !== undefined) return '$ref' in own ? (responses[own.$ref.split('/').at(-1) ?? ''] ?? null) : own
    const anywhere = responses.default
    return anywhere?.description.includes(`- ${status} `) ? anywhere : null
  }

  private checkContent({ content = {} }: Described, { headers, body }: Answer): string | null {
    const type = headers['content-type'] ?? ''
    const described = content[type]
    if (described === undefined) return `content of the type ${type} is not documented`
    if (type !== 'application/json' || described.schema === undefined) return null
    const { $ref } = described.schema as { $ref?: string }
    const schema = $ref === undefined ? described.schema : { $ref: `openapi${$ref}` }
    return this.ajv.validate(schema, JSON.parse(body)) ? null : this.ajv.errorsText()
  }
}

function fits(template: string, path: string): boolean {
  const parts = template.split('/')
  const segments = path.replace(/\/$/, '').split('/')
  return (
    parts.length === segments.length &&
    parts.every((part, index) => part.startsWith('{') || part === segments[index])
  )
}
