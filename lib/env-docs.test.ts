import { readFileSync } from 'node:fs'
import { SETTING_NAMES } from '@/lib/env'

const settings = readFileSync('docs/settings.md', 'utf8')

test.each(SETTING_NAMES)('%s is documented in a table of docs/settings.md', (name) => {
  const row = settings.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``))
  expect(row).toMatch(/^\|.*\|.*\|.{20,}\|$/)
})
