/** Imported first by commands: settings that make no sense end them with the list, before anything else reads one. */
import { env } from '@/lib/env'

try {
  env()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
