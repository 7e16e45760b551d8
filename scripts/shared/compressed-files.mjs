/**
 * Next.js compresses each answer anew and knows gzip only. Scripts and stylesheets never change, so the build compresses
 * them, once and as small as Brotli can, for every browser that takes it (docs/decisions/0018).
 */
import fs from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'

const compress = promisify(brotliCompress)

/** Fonts and pictures are compressed already. */
const TYPES = { js: 'application/javascript; charset=UTF-8', css: 'text/css; charset=UTF-8' }

/** "br" among the encodings, unless its weight is 0, which refuses it. */
const TAKES_BROTLI = [
  { type: 'header', key: 'accept-encoding', value: '(.*[ ,])?br(?! *; *q=0(\\.0*)? *(,|$))([ ,;].*)?' },
]

/** Puts a `.br` beside each script and stylesheet of a build. */
export async function compressStaticFiles(distDir) {
  const folder = path.join(distDir, 'static')
  const files = await fs.readdir(folder, { recursive: true })
  await Promise.all(
    files
      .filter((file) => path.extname(file).slice(1) in TYPES)
      .map(async (file) => {
        const content = await fs.readFile(path.join(folder, file))
        await fs.writeFile(path.join(folder, `${file}.br`), await compress(content))
      }),
  )
}

/** Leads who takes Brotli to the `.br` files. */
export const compressedRewrites = Object.keys(TYPES).map((extension) => ({
  source: sourceOf(extension),
  has: TAKES_BROTLI,
  destination: '/_next/static/:file.br',
}))

/** What the `.br` files are, which their names do not say. */
export const compressedHeaders = Object.entries(TYPES).map(([extension, type]) => ({
  source: sourceOf(extension),
  has: TAKES_BROTLI,
  headers: [
    { key: 'Content-Encoding', value: 'br' },
    { key: 'Content-Type', value: type },
    { key: 'Vary', value: 'Accept-Encoding' },
  ],
}))

function sourceOf(extension) {
  return `/_next/static/:file(.*\\.${extension})`
}
