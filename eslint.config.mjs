import coreWebVitals from 'eslint-config-next/core-web-vitals'
import typescript from 'eslint-config-next/typescript'

const TESTS = ['**/*.test.{ts,tsx}', 'e2e/**', 'lib/testing/**', '**/testing.ts', 'jest.*.ts']
const TOOLS = ['scripts/**', 'bench/**', 'trials/**', 'server/**']

/** Only lib/env.ts reads settings. Next.js replaces NEXT_RUNTIME in instrumentation.ts at build time. */
const READERS_OF_ENV = ['lib/env.ts', 'instrumentation.ts', 'next.config.mjs', 'prisma.config.ts']

const config = [
  {
    ignores: [
      '.next/**',
      'coverage/**',
      'lib/generated/**',
      'next-env.d.ts',
      'prisma/.composed/**',
      'storage/**',
    ],
  },
  ...coreWebVitals,
  ...typescript,
  {
    files: ['**/*.{js,mjs,cjs,ts,tsx}'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read settings through lib/env.ts.' },
      ],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Naming a property leaves it out of the rest; a loop that only counts names its value `_`.
      '@typescript-eslint/no-unused-vars': ['warn', { ignoreRestSiblings: true, varsIgnorePattern: '^_$' }],
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: ['lib/**/*.{ts,tsx}', 'inngest/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'error' },
  },
  {
    files: ['lib/**/*.ts', 'inngest/**/*.ts'],
    ignores: ['**/*.test.ts', 'lib/env.ts', 'lib/testing/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.object.name='path'] > .arguments:matches([name=/_DIR$/], [property.name=/_DIR$/])",
          message: 'Use storagePath() or cachePath(): the build lists all files below other paths.',
        },
      ],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'fast-check', message: 'Use @/lib/testing/fast-check: it has a seed.' },
      ],
    },
  },
  // A server that cannot start reports it on the console: the log may be what failed.
  { files: [...TOOLS, ...TESTS, 'instrumentation.ts'], rules: { 'no-console': 'off' } },
  { files: [...TOOLS, ...TESTS, ...READERS_OF_ENV], rules: { 'no-restricted-properties': 'off' } },
  // The one configuration file that has to be CommonJS.
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
]

export default config
