import { readFileSync } from 'node:fs'
import { SETTING_NAMES } from '@/lib/env'

const readme = readFileSync('README.md', 'utf8')

test.each(SETTING_NAMES)('%s is documented in the README’s table of settings', (name) => {
  const row = readme.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``))
  expect(row).toMatch(/^\|.*\|.*\|.{20,}\|$/)
})
