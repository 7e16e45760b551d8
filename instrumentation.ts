/** Next.js calls this once per server process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  try {
    const { installMiddleware } = await import('@/lib/middleware/install')
    installMiddleware()
    const { startHolocron } = await import('@/inngest/start')
    const { setWork } = await import('@/lib/connection')
    const { closeDb } = await import('@/lib/db/client')
    const { env } = await import('@/lib/env')
    setWork({ stop: await startHolocron(), close: closeDb, stopDelayMs: env().STOP_DELAY_MS })
  } catch (error) {
    // A server without its database would respond to every page with an error.
    console.error(`Holocron cannot start. ${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  }
}
