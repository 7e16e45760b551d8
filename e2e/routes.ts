import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A new page or route is in these lists as soon as its file is there. */
function listFiles(name: string): string[] {
  return readdirSync('app', { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => path.posix.basename(file) === name)
    .sort()
}

/** The address of a file in app/, with this id in place of every parameter but a number, which is 1. */
function addressOf(file: string, id: string): string {
  const folder = path.posix.dirname(file)
  return folder === '.' ? '/' : `/${folder.replaceAll('[number]', '1').replaceAll(/\[[^\]]+\]/g, id)}`
}

/** The address of every page. */
export function listPages(id: string): string[] {
  return listFiles('page.tsx').map((file) => addressOf(file, id))
}

const METHODS = /\bexport (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b/g

/** Method and address of every route. */
export function listRoutes(id: string): { method: string; address: string }[] {
  return listFiles('route.ts').flatMap((file) =>
    [...readFileSync(path.join('app', file), 'utf8').matchAll(METHODS)].map(([, method = '']) => ({
      method,
      address: addressOf(file, id),
    })),
  )
}
