import { serve } from 'inngest/next'
import { functions, inngest } from '@/inngest'
import { refuse } from '@/lib/api/route'
import { isEmbedded } from '@/lib/env'
import { AppError } from '@/lib/errors'

const handlers = serve({ client: inngest, functions, enableUnauthedSync: false })

/** In embedded mode the functions run inside the process, so nothing is exposed. */
const closed = (): Response => refuse(new AppError('not_found', 'There is nothing at this path.'))

export const dynamic = 'force-dynamic'
export const GET = isEmbedded() ? closed : handlers.GET
export const POST = isEmbedded() ? closed : handlers.POST
export const PUT = isEmbedded() ? closed : handlers.PUT
