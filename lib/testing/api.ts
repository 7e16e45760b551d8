import { API_SHAPES, errorSchema, type ApiShape } from '@/lib/api/openapi/schemas'

/** Reads a JSON response, and checks it against the API's description, or for failures against the one error shape. */
export async function readAnswer(
  response: Response,
  shape: ApiShape,
): Promise<{ status: number; body: unknown }> {
  const body: unknown = await response.json()
  const schema = response.ok ? API_SHAPES[shape] : errorSchema
  schema.parse(body)
  return { status: response.status, body }
}

/** All events of a stream. */
export async function readEvents(response: Response): Promise<{ event: string; data: unknown }[]> {
  const blocks = (await response.text()).split('\n\n')
  return blocks.flatMap((block) => {
    const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/m.exec(block) ?? []
    return event === '' ? [] : [{ event, data: JSON.parse(data) as unknown }]
  })
}
