/** @jest-config-loader esbuild-register */
import { availableParallelism } from 'node:os'
import type { Config } from 'jest'
import nextJest from 'next/jest.js'

/** Dependencies that ship only ES modules, which Jest must transform to CommonJS. */
const ES_MODULES = [
  '@inngest',
  '@mswjs',
  '@open-draft',
  '@prisma',
  'fast-csv',
  'inngest',
  'ky',
  'msw',
  'p-limit',
  'rettime',
  'until-async',
  'yocto-queue',
]

// Without `dir`, Next does not read .env files: a developer's own settings must not reach the tests.
const withNext = nextJest()

async function project(config: Config): Promise<Config> {
  const resolved = await withNext({
    testEnvironment: 'node',
    moduleNameMapper: { '^@/(.*)$': '<rootDir>/$1' },
    modulePathIgnorePatterns: ['<rootDir>/.next/', '<rootDir>/storage/'],
    watchPathIgnorePatterns: ['<rootDir>/.next/', '<rootDir>/storage/', '<rootDir>/lib/generated/'],
    ...config,
  })()
  return {
    ...resolved,
    // Replaced, not extended: Next.js's patterns come first, and one match is enough to skip a file.
    transformIgnorePatterns: [`/node_modules/(?!(?:${ES_MODULES.join('|')})/)`],
  }
}

const config = async (): Promise<Config> => ({
  // Tests wait a lot, for pages and servers: Jest's default of one worker fewer than processors leaves them idle.
  maxWorkers: availableParallelism() + 1,
  projects: [
    await project({
      displayName: 'unit',
      testMatch: ['<rootDir>/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: ['<rootDir>/e2e/'],
      setupFiles: ['<rootDir>/jest.env.ts'],
      setupFilesAfterEnv: ['<rootDir>/jest.setup.ts'],
    }),
    await project({
      displayName: 'browser',
      testMatch: ['<rootDir>/e2e/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/jest.setup.ts', '<rootDir>/e2e/jest.setup.ts'],
    }),
  ],
})

export default config
