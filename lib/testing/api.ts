import { API_SHAPES, errorSchema, type ApiShape } from '@/lib/api/schemas'

/** Reads a JSON answer, and holds it to the shape that the API's description gives it; failures to the one error shape. */
export async function readAnswer(
  response: Response,
  shape: ApiShape,
): Promise<{ status: number; body: unknown }> {
  const body: unknown = await response.json()
  const schema = response.ok ? API_SHAPES[shape] : errorSchema
  schema.parse(body)
  return { status: response.status, body }
}

/** The events of a stream, read to its end. */
export async function readEvents(response: Response): Promise<{ event: string; data: unknown }[]> {
  const blocks = (await response.text()).split('\n\n')
  return blocks.flatMap((block) => {
    const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/m.exec(block) ?? []
    return event === '' ? [] : [{ event, data: JSON.parse(data) as unknown }]
  })
}
