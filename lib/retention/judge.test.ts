import type { Candidate, RetentionRules } from '@/lib/datasets/model/keeping/retention'
import { type Compared, judge } from '@/lib/retention/judge'

function at(time: string, changes: Partial<Candidate> = {}): Candidate {
  return {
    id: time,
    createdAt: new Date(time),
    finishedAt: new Date(time),
    source: 'archive',
    label: null,
    pinned: false,
    ...changes,
  }
}

function rules(changes: Partial<RetentionRules>): RetentionRules {
  return { last: null, daily: null, weekly: null, monthly: null, ...changes }
}

/** Each dataset with why it stays, in one line. */
function verdicts(times: string[], asked: Partial<RetentionRules>): string[] {
  return judge(
    times.map((time) => at(`${time}Z`)),
    rules(asked),
  ).map(({ dataset, keptBy }) => `${dataset.id.slice(5, -1)}: ${keptBy.join(', ') || 'deleted'}`)
}

describe('by example', () => {
  test('the last so many stay', () => {
    expect(verdicts(['2026-11-24T08:00', '2026-11-26T08:00', '2026-11-25T08:00'], { last: 2 })).toEqual([
      '11-26T08:00: newest, last',
      '11-25T08:00: last',
      '11-24T08:00: deleted',
    ])
  })

  test('of a day in UTC the newest stays, and of days without any none is missed', () => {
    const times = [
      '2026-11-26T00:00',
      '2026-11-25T23:59',
      '2026-11-25T00:00',
      '2026-11-20T12:00',
      '2026-11-19T12:00',
    ]
    expect(verdicts(times, { daily: 3 })).toEqual([
      '11-26T00:00: newest, daily',
      '11-25T23:59: daily',
      '11-25T00:00: deleted',
      '11-20T12:00: daily',
      '11-19T12:00: deleted',
    ])
  })

  test('weeks are those of ISO 8601: Monday begins one, and the days around New Year share one', () => {
    const times = [
      '2027-01-04T00:00',
      '2027-01-03T23:59',
      '2027-01-01T00:00',
      '2026-12-28T00:00',
      '2026-12-27T23:59',
    ]
    expect(verdicts(times, { weekly: 2 })).toEqual([
      '01-04T00:00: newest, weekly',
      '01-03T23:59: weekly',
      '01-01T00:00: deleted',
      '12-28T00:00: deleted',
      '12-27T23:59: deleted',
    ])
  })

  test('the first week of a year may be the last of the one before', () => {
    // 2024-12-30 is in week 1 of 2025, and 2025-01-06 begins week 2.
    const times = ['2025-01-06T00:00', '2025-01-05T00:00', '2024-12-30T00:00', '2024-12-29T00:00']
    expect(verdicts(times, { weekly: 2 })).toEqual([
      '01-06T00:00: newest, weekly',
      '01-05T00:00: weekly',
      '12-30T00:00: deleted',
      '12-29T00:00: deleted',
    ])
  })

  test('the same month of another year is another month', () => {
    expect(verdicts(['2026-11-02T00:00', '2025-11-03T00:00', '2025-11-02T00:00'], { monthly: 2 })).toEqual([
      '11-02T00:00: newest, monthly',
      '11-03T00:00: monthly',
      '11-02T00:00: deleted',
    ])
  })

  test('while a rule has room left, the oldest stays as well', () => {
    expect(verdicts(['2026-11-26T10:00', '2026-11-26T09:00', '2026-11-26T08:00'], { daily: 2 })).toEqual([
      '11-26T10:00: newest, daily',
      '11-26T09:00: deleted',
      '11-26T08:00: oldest',
    ])
  })

  test('rules add up, and each counts what another keeps', () => {
    const times = [
      '2026-11-26T10:00',
      '2026-11-26T09:00',
      '2026-11-25T10:00',
      '2026-10-25T10:00',
      '2026-09-01T10:00',
    ]
    expect(verdicts(times, { last: 1, daily: 2, monthly: 2 })).toEqual([
      '11-26T10:00: newest, last, daily, monthly',
      '11-26T09:00: deleted',
      '11-25T10:00: daily',
      '10-25T10:00: monthly',
      '09-01T10:00: deleted',
    ])
  })

  test('pinned and named ones stay, and count like others', () => {
    const datasets = [
      at('2026-11-26T10:00Z'),
      at('2026-11-25T10:00Z', { pinned: true }),
      at('2026-11-24T10:00Z'),
      at('2026-11-23T10:00Z', { label: 'Before the fix' }),
    ]
    expect(judge(datasets, rules({ last: 2 })).map(({ keptBy }) => keptBy)).toEqual([
      ['newest', 'last'],
      ['pinned', 'last'],
      [],
      ['named'],
    ])
  })

  test('what a running download is compared with stays', () => {
    const datasets = [
      at('2026-11-26T10:00Z'),
      at('2026-11-25T10:00Z', { source: 'https://swapi.dev/api' }),
      at('2026-11-24T10:00Z', { source: 'https://swapi.dev/api' }),
    ]
    const kept = (compared: Compared): string[][] =>
      judge(datasets, rules({ last: 1 }), compared).map(({ keptBy }) => keptBy)
    expect(kept(new Set())).toEqual([['newest', 'last'], [], []])
    expect(kept(new Set(['https://swapi.dev/api']))).toEqual([['newest', 'last'], ['base'], []])
    expect(kept('all')).toEqual([['newest', 'base', 'last'], ['base'], []])
    // One that was retried was completed later than its place in the list says.
    datasets.push(at('2026-11-23T10:00Z', { finishedAt: new Date('2026-11-26T11:00Z'), source: 'archive' }))
    expect(kept(new Set(['archive']))).toEqual([['newest', 'last'], [], [], ['base']])
  })

  test('without any rule nothing is judged', () => {
    expect(() => judge([at('2026-11-26T10:00Z')], rules({ last: 0 }))).toThrow('everything would be deleted')
    expect(judge([], rules({ last: 1 }))).toEqual([])
  })
})
