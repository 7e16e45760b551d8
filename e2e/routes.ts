import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** New pages and routes are listed as soon as their files exist. */
function listFiles(name: string): string[] {
  return readdirSync('app', { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => path.posix.basename(file) === name)
    .sort()
}

/** The URL of a file in app/, with 1 for the `[number]` parameter and an id for all others. */
function addressOf(file: string, dataset: string, schedule = dataset): string {
  const folder = path.posix.dirname(file)
  const id = folder.startsWith('schedules/') ? schedule : dataset
  return folder === '.' ? '/' : `/${folder.replaceAll('[number]', '1').replaceAll(/\[[^\]]+\]/g, id)}`
}

/** The URL of every page; without a schedule, that of a missing one. */
export function listPages(dataset: string, schedule?: string): string[] {
  return listFiles('page.tsx').map((file) => addressOf(file, dataset, schedule))
}

const METHODS = /\bexport (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b/g

/** The method and URL of every route. */
export function listRoutes(id: string): { method: string; address: string }[] {
  return listFiles('route.ts').flatMap((file) =>
    [...readFileSync(path.join('app', file), 'utf8').matchAll(METHODS)].map(([, method = '']) => ({
      method,
      address: addressOf(file, id),
    })),
  )
}
