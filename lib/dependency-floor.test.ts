/** `npm audit` needs a registry that answers it; this needs the lockfile only. Raise a floor when an advisory does. */
import { readFileSync } from 'node:fs'

const FLOORS = [
  {
    name: 'next',
    floor: '16.4.5',
    why: 'answers to the remote-code and denial-of-service advisories of 2026-10',
  },
  { name: 'react', floor: '19.3.1', why: 'decodes what server actions are sent, safely since then' },
  { name: 'react-dom', floor: '19.3.1', why: 'goes with react' },
  { name: 'sharp', floor: '0.35.5', why: 'brings an image library without its known holes' },
]

interface Lockfile {
  packages: Record<string, { version?: string }>
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile

/** Every version of a package that may be installed, wherever in the tree. */
function listVersions(name: string): string[] {
  return Object.entries(packages).flatMap(([path, { version }]) =>
    path.endsWith(`node_modules/${name}`) && version !== undefined ? [version] : [],
  )
}

/** A version before its release, such as 16.4.5-canary.1, is older than the release. */
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
