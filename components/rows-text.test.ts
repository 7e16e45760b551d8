import { writeRows } from '@/components/rows-text'

const ROWS = [
  { name: 'Luke', note: 'plain' },
  { name: 'R2 "Beep", D2', note: 'a|b\\c\r\nd' },
]

test('CSV has a header, quotes what needs it, and ends each line', () => {
  expect(writeRows(ROWS, 'CSV')).toBe('name,note\nLuke,plain\n"R2 ""Beep"", D2","a|b\\c\r\nd"\n')
})

test('JSON is the rows', () => {
  expect(JSON.parse(writeRows(ROWS, 'JSON'))).toEqual(ROWS)
})

test('Markdown is a table in which no value begins another cell or line', () => {
  expect(writeRows(ROWS, 'Markdown')).toBe(
    '| name | note |\n| --- | --- |\n| Luke | plain |\n| R2 "Beep", D2 | a\\|b\\\\c d |\n',
  )
})
