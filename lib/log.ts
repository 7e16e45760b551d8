import 'server-only'
import pino from 'pino'
import { env } from '@/lib/env'

/** One JSON line per event on standard error, so that commands can print their results on standard output. */
export const log = pino({ level: env().LOG_LEVEL, base: null }, pino.destination({ dest: 2, sync: true }))
