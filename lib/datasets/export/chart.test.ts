/** @jest-environment jsdom */
import { drawCounts } from '@/lib/datasets/export/chart'
import { escapeXml, fitText, wrapText } from '@/lib/datasets/export/svg'
import type { CountsPage } from '@/lib/datasets/model/answers'
import fc from '@/lib/testing/fast-check'

const PAGE: CountsPage = {
  columns: ['homeworld', 'gender'],
  counts: [
    { values: ['Naboo', 'male'], count: 8, share: 8 / 82 },
    { values: ['', 'n/a'], count: 2, share: 2 / 82 },
  ],
  totalGroups: 49,
  totalRows: 82,
  hasMore: true,
}
const LOOK: Parameters<typeof drawCounts>[1] = {
  title: '82 characters · 22 Nov 2026, 20:30',
  rowCount: 82,
  filters: [],
  q: '',
  offset: 0,
  theme: 'light',
}

/** Parses a chart as a browser does; fails when it is not valid XML. */
function parse(svg: string): Document {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml')
  expect(document.querySelector('parsererror')).toBeNull()
  return document
}

function textsOf(svg: string): (string | null)[] {
  return [...parse(svg).querySelectorAll('text')].map(({ textContent }) => textContent)
}

function draw(
  changes: Partial<CountsPage> = {},
  look: Partial<Parameters<typeof drawCounts>[1]> = {},
): string {
  return drawCounts({ ...PAGE, ...changes }, { ...LOOK, ...look })
}

describe('a chart of counts', () => {
  test('states what is counted, in which dataset, and how much is not shown', () => {
    expect(textsOf(draw())).toEqual([
      'Counts of homeworld and gender',
      '82 characters · 22 Nov 2026, 20:30',
      '49 combinations · 82 rows',
      'Naboo · male',
      '8 (9.8 %)',
      '(empty) · n/a',
      '2 (2.4 %)',
      'and 47 more combinations',
    ])
  })

  test('has a bar for each count, with a length proportional to the count', () => {
    const bars = [...parse(draw()).querySelectorAll('g')].map((bar) => bar.querySelectorAll('rect')[1])
    expect(bars.map((bar) => bar?.getAttribute('width'))).toEqual(['480.0', '120.0'])
  })

  test('states which rows were counted', () => {
    const filters = [{ column: 'height', operator: 'gt', value: '150' } as const]
    expect(textsOf(draw({ totalRows: 5 }, { filters, q: 'a&b' }))[2]).toBe(
      '49 combinations · 5 of 82 rows, where height > 150 and any column contains “a&b”',
    )
  })

  test('breaks long conditions into lines, and has them whole in its label', () => {
    const words = ['black', 'white', 'green']
    const filters = words.map(
      (word) => ({ column: 'name', operator: 'ne', value: `${word} `.repeat(30) }) as const,
    )
    const svg = draw({ totalRows: 5 }, { filters })
    const lines = textsOf(svg).slice(2, 6)
    expect(lines[0]).toMatch(/^49 combinations · 5 of 82 rows, where name is not black black/)
    expect(lines[3]).toMatch(/name is not green green .*…$/)
    expect(lines.every((line) => line !== null && line.length <= 121)).toBe(true)
    expect(parse(svg).documentElement.getAttribute('aria-label')).toContain('green '.repeat(29).trim())
  })

  test.each([
    [{ totalGroups: 2 }, 0, ''],
    [{ totalGroups: 3 }, 0, 'and 1 more combination'],
    [{ totalGroups: 49 }, 40, 'and 40 combinations before and 7 more combinations'],
    [{ counts: [], totalGroups: 0 }, 0, 'There is nothing to count.'],
  ])('of %j from %i on ends with %j', (changes, offset, sentence) => {
    expect(textsOf(draw(changes, { offset })).at(-1)).toBe(sentence)
  })

  test('is light or dark', () => {
    const ground = (svg: string): string | null | undefined =>
      parse(svg).querySelector('rect')?.getAttribute('fill')
    expect([ground(draw()), ground(draw({}, { theme: 'dark' }))]).toEqual(['#ffffff', '#0f1624'])
  })

  const HOSTILE = [
    '<script>alert(1)</script>',
    '"/><image href="x" onerror="alert(1)"/>',
    "'></svg><svg onload='alert(1)'>",
    ']]><!--',
    '&lt;&#60;&unknown;',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    '\0\x08\x1f\ufffe\ud800',
  ]

  test.each(HOSTILE)('keeps %j as text', (value) => {
    const document = parse(draw({ counts: [{ values: [value, value], count: 1, share: 1 }] }, { q: value }))
    const names = new Set([...document.querySelectorAll('*')].map(({ tagName }) => tagName))
    expect([...names].sort()).toEqual(['g', 'rect', 'svg', 'text', 'title'])
    expect(
      [...document.querySelectorAll('*')]
        .flatMap((one) => one.getAttributeNames())
        .filter((name) => /^on|href/.test(name)),
    ).toEqual([])
  })

  test('preserves any text except characters that XML cannot represent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const document = parse(`<a b="${escapeXml(value)}">${escapeXml(value)}</a>`)
        const wellFormed = value.toWellFormed().replaceAll(/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
        // XML parsers turn every line break into \n, and white space in attributes into spaces.
        expect(document.documentElement.textContent).toBe(wellFormed.replaceAll(/\r\n?/g, '\n'))
      }),
    )
  })
})

test.each([
  ['one line', 20, 3, ['one line']],
  ['one two three four', 8, 3, ['one two', 'three', 'four']],
  ['one two three four five', 8, 2, ['one two', 'three f…']],
  ['incomprehensible words', 8, 3, ['incompr…', 'words']],
  ['', 8, 3, ['']],
])('%j in lines of %i, at most %i, is %j', (text, most, lines, expected) => {
  expect(wrapText(text, most, lines)).toEqual(expected)
})

test.each([
  ['short', 10, 'short'],
  ['exactly ten', 11, 'exactly ten'],
  ['a little too long', 9, 'a little…'],
  ['two\n lines', 20, 'two lines'],
  ['星星星星', 8, '星星星星'],
  ['星星星星星', 8, '星星星…'],
  ['🚀🚀🚀', 4, '🚀…'],
])('%j fitted to width %i is %j', (text, most, fitting) => {
  expect(fitText(text, most)).toBe(fitting)
})
