/** The app's functions, as the SDK registers them with an Inngest server. */
import { z } from 'zod'
import { assertSupported } from '@/inngest/embedded/expressions'
import { ENDPOINT, post, type ServeHandler } from '@/inngest/embedded/protocol'

/** Settings that change what happens, not only when. They are rejected, as ignoring them would surprise. */
const unsupported = {
  batchEvents: z.unknown().optional(),
  debounce: z.unknown().optional(),
  idempotency: z.unknown().optional(),
  rateLimit: z.unknown().optional(),
  singleton: z.unknown().optional(),
  timeouts: z.unknown().optional(),
}

const functionSchema = z.object({
  id: z.string(),
  triggers: z.array(
    z.object({
      event: z.string().optional(),
      expression: z.string().nullish(),
      cron: z.string().optional(),
    }),
  ),
  cancel: z
    .array(z.object({ event: z.string(), if: z.string().optional(), timeout: z.string().optional() }))
    .default([]),
  steps: z.object({ step: z.object({ retries: z.object({ attempts: z.number() }).optional() }) }),
  ...unsupported,
})

export type FunctionConfig = z.infer<typeof functionSchema>

/**
 * The functions behind a handler, including failure handlers, read through the protocol's in-band sync.
 * @throws Error for a function that needs more than the embedded runner supports
 */
export async function readFunctions(handler: ServeHandler): Promise<FunctionConfig[]> {
  const response = await handler(
    post('PUT', new URL(ENDPOINT), { url: ENDPOINT }, { 'x-inngest-sync-kind': 'in_band' }),
  )
  const body = z.object({ functions: z.array(functionSchema) }).safeParse(await response.json())
  if (!body.success) throw new Error(`The functions could not be read from the SDK: ${body.error.message}`)
  for (const config of body.data.functions) checkSettings(config)
  return body.data.functions
}

function checkSettings(config: FunctionConfig): void {
  const { id, triggers, cancel } = config
  const refused: string[] = Object.keys(unsupported).filter((key) => config[key as keyof typeof unsupported])
  if (triggers.some(({ cron }) => cron)) refused.push('a cron trigger')
  if (cancel.some(({ timeout }) => timeout)) refused.push('cancelOn with a timeout')
  if (refused.length > 0)
    throw new Error(`The embedded runner does not support ${refused.join(', ')} (function ${id}).`)
  for (const expression of [...triggers.map((on) => on.expression), ...cancel.map((on) => on.if)]) {
    if (expression) assertSupported(expression)
  }
}
