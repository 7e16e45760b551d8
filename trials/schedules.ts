/** Random schedules of faults, and sources that follow them. */
import type { ServerResponse } from 'node:http'
import fc from 'fast-check'
import { FAULTS, type Fault } from './faults'
import { CORRUPTIONS, CORRUPTIONS_OF_COUNTED, corrupt } from './lies'
import type { SwapiRequest } from '@/lib/testing/swapi-server'

export interface PlannedFault {
  resource: 'people' | 'planets'
  page: number
  kind: string
  /** How many times in a row; null for always. */
  times: number | null
}

export interface Schedule {
  shape: 'paged' | 'expanded' | 'array'
  faults: PlannedFault[]
}

const PAGES = {
  paged: { people: 9, planets: 6 },
  expanded: { people: 1, planets: 1 },
  array: { people: 1, planets: 1 },
}

function arbitraryFault(shape: Schedule['shape']): fc.Arbitrary<PlannedFault> {
  const lies = Object.keys(shape === 'array' ? CORRUPTIONS : CORRUPTIONS_OF_COUNTED)
  return fc.constantFrom('people' as const, 'planets' as const).chain((resource) =>
    fc.record({
      resource: fc.constant(resource),
      page: fc.integer({ min: 1, max: PAGES[shape][resource] }),
      kind: fc.constantFrom(...Object.keys(FAULTS), ...lies),
      times: fc.constantFrom(1, 1, 2, 3, 4, 5, null),
    }),
  )
}

/** Makes `count` schedules, always the same for a seed. */
export function makeSchedules(count: number, seed: number): Schedule[] {
  const arbitrary = fc
    .constantFrom('paged' as const, 'paged' as const, 'expanded' as const, 'array' as const)
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        faults: fc.array(arbitraryFault(shape), { minLength: 1, maxLength: 3 }),
      }),
    )
  return fc.sample(arbitrary, { numRuns: count, seed })
}

/** An `intercept` for a source that follows a schedule. The faults of one page come one after the other. */
export function followSchedule({
  faults,
}: Schedule): (request: SwapiRequest, response: ServerResponse) => boolean {
  const left = faults.map((fault) => ({ ...fault }))
  return (request, response) => {
    const due = left.find(
      ({ resource, page, times }) =>
        resource === request.resource && page === request.page && (times === null || times > 0),
    )
    if (due === undefined) return false
    if (due.times !== null) due.times -= 1
    replaceAnswer(response, faultOf(due.kind))
    return false
  }
}

function faultOf(kind: string): Fault {
  const lie = CORRUPTIONS_OF_COUNTED[kind]
  if (lie === undefined) return FAULTS[kind] ?? (() => undefined)
  return (response, body) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(corrupt(lie, body))
  }
}

/** Passes what the server is about to send to the fault instead. */
function replaceAnswer(response: ServerResponse, fault: Fault): void {
  const own = response as unknown as Record<string, unknown>
  own.writeHead = () => response
  own.end = (body: string) => {
    delete own.writeHead
    delete own.end
    fault(response, body)
    return response
  }
}
