import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createBrotliDecompress } from 'node:zlib'

const execFileAsync = promisify(execFile)
const packed = path.resolve('node_modules/@sparticuz/chromium')
const cache = path.resolve('node_modules/.cache/holocron')

export interface BundledBrowser {
  executablePath: string
  env: Record<string, string>
}

/**
 * Chromium from the npm package @sparticuz/chromium (Linux on x64), or undefined where it cannot run.
 * The package's own unpacking is not safe when two processes run it concurrently, so this one unpacks to a
 * temporary folder and renames it when it is complete.
 */
export async function findBundledBrowser(): Promise<BundledBrowser | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(packed)) return undefined
  const folder = await unpack()
  const executablePath = path.join(folder, 'chromium')
  // With the system's libraries if present, otherwise with those in the package.
  const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_FILE: path.join(folder, 'fonts.conf') }
  const libraries = { LD_LIBRARY_PATH: path.join(folder, 'lib') }
  for (const env of [fonts, { ...fonts, ...libraries }]) {
    if (await canRun(executablePath, env)) return { executablePath, env }
  }
  return undefined
}

/** Whether a browser starts at all: this fails with a missing library or a placeholder script. */
export async function canRun(executablePath: string, env: Record<string, string> = {}): Promise<boolean> {
  try {
    await execFileAsync(executablePath, ['--version'], {
      timeout: 60_000,
      env: { ...process.env, ...env },
    })
    return true
  } catch {
    return false
  }
}

async function unpack(): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(packed, 'package.json'), 'utf8')) as {
    version: string
  }
  const folder = path.join(cache, `chromium-${version}`)
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  const partial = await mkdtemp(`${folder}-`)
  try {
    await Promise.all([
      inflate('chromium.br', path.join(partial, 'chromium')),
      extract('swiftshader.tar.br', partial),
      extract('al2023.tar.br', partial),
      extract('fonts.tar.br', partial),
    ])
    // The packaged file names folders that exist only in the package authors' environment.
    await writeFile(
      path.join(partial, 'fonts.conf'),
      `<?xml version="1.0"?><fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`,
    )
    await rename(partial, folder)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    // Another process may have finished first; its folder is equivalent.
    if (!existsSync(folder)) throw error
  }
  return folder
}

async function inflate(name: string, target: string): Promise<void> {
  const source = createReadStream(path.join(packed, 'bin', name))
  await pipeline(source, createBrotliDecompress(), createWriteStream(target, { mode: 0o755 }))
}

/** To a file first: tar stops reading at the archive's end mark, which a pipe reports as an error. */
async function extract(name: string, folder: string): Promise<void> {
  const archive = path.join(folder, path.basename(name, '.br'))
  await inflate(name, archive)
  await execFileAsync('tar', ['-xf', archive, '--no-same-owner', '-C', folder])
  await rm(archive)
}
