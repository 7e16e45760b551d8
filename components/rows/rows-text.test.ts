import { writeRows } from '@/components/rows/rows-text'

const ROWS = [
  { name: 'Luke', note: 'plain' },
  { name: 'R2 "Beep", D2', note: 'a|b\\c\r\nd' },
]

test('CSV has a header, quotes where needed, and ends each line', () => {
  expect(writeRows(ROWS, 'CSV')).toBe('name,note\nLuke,plain\n"R2 ""Beep"", D2","a|b\\c\r\nd"\n')
})

test('JSON contains the rows', () => {
  expect(JSON.parse(writeRows(ROWS, 'JSON'))).toEqual(ROWS)
})

test('Markdown is a table in which no value starts a new cell or line', () => {
  expect(writeRows(ROWS, 'Markdown')).toBe(
    '| name | note |\n| --- | --- |\n| Luke | plain |\n| R2 "Beep", D2 | a\\|b\\\\c d |\n',
  )
})
