/** Imported first by commands: invalid settings end them with a list, before any other module reads one. */
import { env } from '@/lib/env'

try {
  env()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
