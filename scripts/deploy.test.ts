import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { SETTING_NAMES } from '@/lib/env'
import { parseDockerfile, readIgnored } from './shared/dockerfile.mjs'

interface Service {
  image: string
  ports?: string[]
  environment?: Record<string, string>
  healthcheck?: { test?: string[]; disable?: boolean }
  depends_on?: Record<string, { condition: string }>
  command?: string[]
  restart?: string
  read_only?: boolean
}

const text = readFileSync('compose.yml', 'utf8')
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> }
const names = Object.keys(services)

describe('compose.yml', () => {
  test('has two replicas, and one-shot services for what must be done once', () => {
    expect(names).toEqual([
      'caddy',
      'app-1',
      'app-2',
      'migrate',
      'postgres',
      'redis',
      'inngest',
      's3',
      'bucket',
    ])
    for (const name of ['app-1', 'app-2'])
      expect(services[name]).toMatchObject({
        read_only: true,
        depends_on: { migrate: { condition: 'service_completed_successfully' } },
      })
  })

  test('publishes nothing but Caddy', () => {
    expect(names.filter((name) => services[name]?.ports !== undefined)).toEqual(['caddy'])
  })

  test.each(names)('%s has a pinned image and a health check, and waits for what is healthy', (name) => {
    const { image, healthcheck, depends_on: needed = {}, restart } = services[name] as Service
    expect(image).toMatch(/^[\w./-]+:(?!latest$)[\w.${}:-]+$/)
    expect(Boolean(healthcheck?.test) || (healthcheck?.disable === true && restart === 'no')).toBe(true)
    for (const [other, { condition }] of Object.entries(needed)) {
      expect(names).toContain(other)
      expect(condition).toBe(
        services[other]?.restart === 'no' ? 'service_completed_successfully' : 'service_healthy',
      )
    }
  })

  test('requires every secret, and deploy/example.env lists all of them', () => {
    const variables = [...text.matchAll(/\$\{(\w+)([^}]*)\}/g)]
    const optional = variables.filter(([, , rest]) => rest !== ':?').map(([, name]) => name)
    expect([...new Set(optional)]).toEqual(['HOLOCRON_VERSION'])
    const required = new Set(variables.filter(([, , rest]) => rest === ':?').map(([, name]) => name))
    const listed = [...readFileSync('deploy/example.env', 'utf8').matchAll(/^(\w+)=/gm)].map(
      ([, name]) => name,
    )
    expect(listed.sort()).toEqual([...required].sort())
    const fixed = Object.entries(services['app-1']?.environment ?? {}).filter(([name]) =>
      /KEY|TOKEN/.test(name),
    )
    for (const [, value] of fixed) expect(value).toMatch(/^\$\{\w+:\?\}$/)
  })

  test('runs Inngest as a server, and Redis with a file', () => {
    expect(services.inngest?.command).toEqual(expect.arrayContaining(['inngest', 'start']))
    expect(services.redis?.command).toEqual(['redis-server', '--appendonly', 'yes'])
  })

  test('only uses settings that exist', () => {
    const elsewhere = /^(S3_|CACHE_|INNGEST_)/
    const used = Object.keys(services['app-1']?.environment ?? {}).filter((name) => !elsewhere.test(name))
    expect(SETTING_NAMES).toEqual(expect.arrayContaining(used))
  })
})

describe('the Dockerfile', () => {
  const stages = parseDockerfile(readFileSync('Dockerfile', 'utf8'))

  test('builds in one stage and runs in another, as a user with few rights', () => {
    expect(stages.map(({ name }) => name)).toEqual(['build', undefined])
    expect(stages[1]?.steps.map(({ instruction }) => instruction)).not.toContain('RUN')
    expect(stages[1]?.steps.find(({ instruction }) => instruction === 'USER')?.text).toBe('1000:1000')
  })

  test('installs before it copies the code, so that a change of the code installs nothing', () => {
    const steps = stages[0]?.steps.map(({ instruction, text }) => `${instruction} ${text}`) ?? []
    const install = steps.findIndex((step) => step.includes('npm ci'))
    expect(install).toBeGreaterThan(0)
    expect(steps.indexOf('COPY . .')).toBeGreaterThan(install)
  })
})

test('.dockerignore leaves out data, settings and tests, but nothing that the build needs', () => {
  const isIgnored = readIgnored(readFileSync('.dockerignore', 'utf8'))
  for (const file of [
    'storage/holocron.db',
    '.env',
    '.env.local',
    'node_modules/next',
    'lib/env.test.ts',
    '.git/config',
  ])
    expect([file, isIgnored(file)]).toEqual([file, true])
  for (const file of ['lib/env.ts', 'lib/storage/local.ts', 'package-lock.json', 'server/main.mjs', '.npmrc'])
    expect([file, isIgnored(file)]).toEqual([file, false])
})
