/** `npm audit` needs a registry that supports it; this needs only the lockfile. Raise a floor when an advisory does. */
import { readFileSync } from 'node:fs'

const FLOORS = [
  {
    name: 'next',
    floor: '16.4.5',
    why: 'fixes the remote-code and denial-of-service advisories of 2026-10',
  },
  { name: 'react', floor: '19.3.1', why: 'decodes the arguments of server actions safely' },
  { name: 'react-dom', floor: '19.3.1', why: 'has to match react' },
  { name: 'sharp', floor: '0.35.5', why: 'bundles an image library without its known vulnerabilities' },
]

interface Lockfile {
  packages: Record<string, { version?: string }>
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile

/** Every version of a package that may be installed, anywhere in the tree. */
function listVersions(name: string): string[] {
  return Object.entries(packages).flatMap(([path, { version }]) =>
    path.endsWith(`node_modules/${name}`) && version !== undefined ? [version] : [],
  )
}

/** A prerelease, such as 16.4.5-canary.1, is older than the release. */
function isAtLeast(version: string, floor: string): boolean {
  const [numbers = '', preview] = version.split('-', 2)
  const order = numbers.localeCompare(floor, 'en', { numeric: true })
  return order > 0 || (order === 0 && preview === undefined)
}

test.each(FLOORS)('$name is at least $floor wherever it is installed, because it $why', ({ name, floor }) => {
  const versions = listVersions(name)
  expect(versions).not.toEqual([])
  expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([])
})

test.each([
  ['16.4.4', false],
  ['16.4.5-canary.1', false],
  ['16.4.5', true],
  ['16.10.0', true],
  ['17.0.0', true],
  ['9.9.9', false],
])('%s is at least 16.4.5: %p', (version, expected) => {
  expect(isAtLeast(version, '16.4.5')).toBe(expected)
})
