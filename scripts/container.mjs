/**
 * `node scripts/container.mjs`: executes the Dockerfile without a container engine, for machines that have none: each
 * stage is a clean folder, which sees nothing of the repository but what COPY takes. Then starts what it leaves as another
 * user, on files that this user cannot change, downloads the archive, checks the bytes, and moves them to a bucket. It proves
 * the steps, not the base image: they run on this machine's Node.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tsImport } from 'tsx/esm/api'
import { parseDockerfile, readIgnored } from './shared/dockerfile.mjs'
import { main, root, ScriptError } from './shared/run.mjs'

/** The CSV of the bundled archive. */
const ARCHIVE_SHA256 = '130378ec4dc230ab6a4592ce8d705cf35c77d14c1bebf1f7dc7149a1a4602c97'
const READY_WITHIN_MS = 120_000
const STOPPED_WITHIN_MS = 15_000

await main(async () => {
  if (process.platform === 'win32') {
    console.log('Not executed: the steps of the Dockerfile need a POSIX shell.')
    return
  }
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'holocron-container-'))
  try {
    const stages = parseDockerfile(fs.readFileSync(path.join(root, 'Dockerfile'), 'utf8'))
    fs.chmodSync(home, 0o755)
    await tryImage(buildStages(stages, home), home)
  } finally {
    spawnSync('chmod', ['-R', 'u+w', home])
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
})

/** @returns the last stage: its folder, and what its instructions say about running it */
function buildStages(stages, home) {
  const built = new Map()
  for (const [index, { name, steps }] of stages.entries()) {
    const state = { folder: path.join(home, `stage-${index}`), workdir: '/', env: {}, user: null, cmd: null }
    state.volumes = []
    fs.mkdirSync(state.folder)
    for (const step of steps) runStep(step, state, built)
    built.set(name ?? String(index), state)
  }
  return [...built.values()].at(-1)
}

function runStep({ instruction, flags, args, text }, state, built) {
  const inside = (file) => path.join(state.folder, path.posix.resolve(state.workdir, file))
  const act = {
    WORKDIR: () =>
      fs.mkdirSync(inside((state.workdir = path.posix.resolve(state.workdir, text))), { recursive: true }),
    ENV: () =>
      Object.assign(state.env, Object.fromEntries(args.map((pair) => pair.split(/=(.*)/s).slice(0, 2)))),
    COPY: () => copy({ flags, args, state, built, inside }),
    RUN: () => runCommand(text, inside('.'), state.env),
    USER: () => (state.user = text),
    VOLUME: () => state.volumes.push(...args.map(inside)),
    CMD: () => (state.cmd = JSON.parse(text)),
    HEALTHCHECK: () => (state.health = JSON.parse(text.slice(text.indexOf('[')))),
    EXPOSE: () => undefined,
    STOPSIGNAL: () => (state.signal = text),
  }[instruction]
  if (!act)
    throw new ScriptError(`The Dockerfile uses ${instruction}, which scripts/container.mjs cannot execute.`)
  console.log(`${instruction} ${text}`.slice(0, 110))
  act()
  state.inside = inside
}

function copy({ flags, args, state, built, inside }) {
  const from = flags.from === undefined ? null : built.get(flags.from)
  const target = args.at(-1)
  const isIgnored =
    from === null ? readIgnored(fs.readFileSync(path.join(root, '.dockerignore'), 'utf8')) : null
  for (const source of args.slice(0, -1)) {
    const file = from === null ? path.join(root, source) : path.join(from.folder, source)
    const isFolder = fs.statSync(file).isDirectory()
    fs.cpSync(file, isFolder ? inside(target) : path.join(inside(target), path.basename(file)), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (each) => isIgnored === null || each === root || !isIgnored(path.relative(root, each)),
    })
    const owner = flags.chown?.split(':').map(Number)
    if (owner && process.getuid() === 0) spawnSync('chown', ['-R', owner.join(':'), inside(target)])
  }
  if (state.user !== null) throw new ScriptError('COPY after USER is not supported by scripts/container.mjs.')
}

/** With the environment of the stage and nothing of ours, apart from where npm finds its packages. */
function runCommand(command, cwd, env) {
  const home = fs.mkdtempSync(path.join(path.dirname(cwd), 'home-'))
  const kept = Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(PATH|LANG|npm_config_(registry|cache|userconfig)|NODE_EXTRA_CA_CERTS|HTTPS?_PROXY|NO_PROXY)$/i.test(
        name,
      ),
    ),
  )
  const npmrc = path.join(os.homedir(), '.npmrc')
  if (fs.existsSync(npmrc)) kept.npm_config_userconfig ??= npmrc
  const { status } = spawnSync('/bin/sh', ['-c', command], {
    cwd,
    env: { HOME: home, ...kept, ...env },
    stdio: 'inherit',
  })
  fs.rmSync(home, { recursive: true, force: true })
  if (status !== 0) throw new ScriptError(`This step of the Dockerfile failed: ${command}`)
}

async function tryImage(image, home) {
  const app = image.inside('.')
  console.log(`\nSize, without the base image: ${(sizeOf(image.folder) / 1e6).toFixed(0)} MB`)
  if (image.user === null || image.user.startsWith('0')) throw new ScriptError('The image would run as root.')
  const temp = path.join(home, 'tmp')
  fs.mkdirSync(temp)
  fs.chmodSync(temp, 0o1777)
  protect(image)
  const before = listFiles(image)
  const [uid, gid] = process.getuid() === 0 ? image.user.split(':').map(Number) : []
  const port = String(37_000 + (process.pid % 500))
  const options = {
    cwd: app,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', TMPDIR: temp, ...image.env, PORT: port },
    ...(uid !== undefined && { uid, gid }),
  }
  const server = spawn(image.cmd[0], image.cmd.slice(1), { ...options, stdio: 'inherit' })
  const exited = new Promise((resolve) => server.once('exit', (code, signal) => resolve(code ?? signal)))
  try {
    const url = `http://127.0.0.1:${port}`
    const began = Date.now()
    await until('be ready', async () => (await fetch(`${url}/api/ready`)).ok)
    console.log(`Ready after ${Date.now() - began} ms, as ${image.user}`)
    await downloadArchive(url)
    const health = spawnSync(image.health[0], image.health.slice(1), options)
    if (health.status !== 0) throw new ScriptError('The health check of a healthy server failed.')
    server.kill(image.signal ?? 'SIGTERM')
    const code = await Promise.race([exited, sleep(STOPPED_WITHIN_MS, 'not stopped', { ref: false })])
    if (code !== 0)
      throw new ScriptError(`After ${image.signal}, the server ended with ${code} instead of 0.`)
  } finally {
    server.kill('SIGKILL')
  }
  await moveToBucket(options)
  const written = listFiles(image).filter((line) => !before.includes(line))
  if (written.length > 0) throw new ScriptError(`Written outside the volumes:\n${written.join('\n')}`)
  console.log('The image does its work, and writes to nothing but its volumes.')
}

/** Moves the dataset to a bucket, and verifies it there, with the commands of the image. */
async function moveToBucket(options) {
  const { startS3Server } = await tsImport('../lib/testing/s3-server.ts', import.meta.url)
  const store = await startS3Server()
  try {
    for (const [command, said] of [
      ['move-storage', '1 dataset copied'],
      ['verify', '1 dataset checked, no problems.'],
    ]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [`commands/${command}.mjs`], {
        ...options,
        env: { ...options.env, ...store.settings },
        encoding: 'utf8',
        timeout: READY_WITHIN_MS,
      })
      if (status !== 0 || !stdout.includes(said))
        throw new ScriptError(`commands/${command}.mjs failed on a bucket: ${stdout}${stderr}`)
    }
  } finally {
    await store.close()
  }
}

async function downloadArchive(url) {
  const request = { method: 'POST', body: JSON.stringify({ source: 'archive' }) }
  const { dataset } = await (await fetch(`${url}/api/datasets`, request)).json()
  let current
  await until('download the archive', async () => {
    current = await (await fetch(`${url}/api/datasets/${dataset.id}`)).json()
    if (current.status === 'failed') throw new ScriptError(`The download failed: ${current.error}`)
    return current.status === 'ready'
  })
  const file = await fetch(`${url}/api/datasets/${dataset.id}/file`)
  const sha256 = createHash('sha256')
    .update(Buffer.from(await file.arrayBuffer()))
    .digest('hex')
  if (sha256 !== ARCHIVE_SHA256)
    throw new ScriptError(`The CSV has the sha256 ${sha256}, not ${ARCHIVE_SHA256}.`)
}

async function until(what, isDone) {
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await sleep(100)) {
    const done = await isDone().catch((error) => {
      if (error instanceof ScriptError) throw error
      return false
    })
    if (done) return
  }
  throw new ScriptError(`The server did not ${what} within two minutes.`)
}

/** As on a read-only root file system: as root, the files belong to root; otherwise they lose their write permissions. */
function protect({ folder, volumes }) {
  spawnSync('chmod', ['-R', process.getuid() === 0 ? 'go-w' : 'a-w', folder])
  for (const volume of volumes) spawnSync('chmod', ['-R', 'u+w', volume])
}

function listFiles({ folder, volumes }) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !volumes.some((volume) => file === volume || file.startsWith(volume + path.sep)))
    .map((file) => `${file} ${fs.lstatSync(file).mtimeMs}`)
}

function sizeOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + fs.statSync(path.join(entry.parentPath, entry.name)).size, 0)
}
