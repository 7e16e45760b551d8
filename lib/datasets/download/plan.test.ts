import { groupIntoSteps, listPages, planPageBatches, planReferences } from '@/lib/datasets/download/plan'
import fc from '@/lib/testing/fast-check'

describe('the batches of a paged collection', () => {
  test.each([
    [0, []],
    [1, []],
    [2, [{ first: 2, last: 2 }]],
    [4, [2, 3, 4].map((page) => ({ first: page, last: page }))],
  ])('of %i pages', (pagesTotal, batches) => {
    expect(planPageBatches(pagesTotal)).toEqual(batches)
  })

  test('of the 9 pages of swapi.dev are one page each', () => {
    expect(planPageBatches(9).flatMap(listPages)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(planPageBatches(9)).toHaveLength(8)
  })

  test('grow with the collection: a million people on 100,000 pages are 1,563 pages per batch', () => {
    const batches = planPageBatches(100_000)
    expect(batches).toHaveLength(64)
    expect(batches[0]).toEqual({ first: 2, last: 1_564 })
    expect(batches.at(-1)).toEqual({ first: 98_471, last: 100_000 })
  })

  test('have one page each up to 16 pages, and are 16 up to a thousand', () => {
    expect(planPageBatches(17)).toHaveLength(16)
    expect(planPageBatches(18)[0]).toEqual({ first: 2, last: 3 })
    expect(planPageBatches(1_000)).toHaveLength(16)
    expect(planPageBatches(1_000)[0]).toEqual({ first: 2, last: 64 })
    expect(planPageBatches(10_000)).toHaveLength(50)
    expect(planPageBatches(10_000)[0]).toEqual({ first: 2, last: 201 })
  })

  test('cover pages 2 to the last exactly once and in order, and are never more than 64', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (pages) => {
        const batches = planPageBatches(pages)
        expect(batches.length).toBeLessThanOrEqual(64)
        const read = batches.flatMap(listPages)
        expect(read).toHaveLength(Math.max(pages - 1, 0))
        expect(read.every((page, index) => page === index + 2)).toBe(true)
      }),
    )
  })
})

describe('the steps that read these batches', () => {
  const steps = (pages: number): number => groupIntoSteps(planPageBatches(pages)).length

  test('are one up to a thousand pages, more for more pages, and none for none', () => {
    expect([0, 1, 2, 9, 17, 1_000].map(steps)).toEqual([0, 0, 1, 1, 1, 1])
    expect([1_100, 10_000, 100_000].map(steps)).toEqual([2, 10, 64])
  })

  test('read every batch once and in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), (pages) => {
        const batches = planPageBatches(pages)
        expect(groupIntoSteps(batches).flat()).toEqual(batches)
      }),
    )
  })
})

describe('the plan for planets', () => {
  test('is nothing when page 1 named every homeworld', () => {
    expect(planReferences([], 6)).toEqual({ kind: 'pages', batches: [] })
    expect(planReferences([], 1)).toEqual({ kind: 'pages', batches: [] })
  })

  test('is the remaining pages when more planets are missing than there are pages', () => {
    expect(planReferences([11, 12, 13, 14, 15, 16], 6)).toEqual({
      kind: 'pages',
      batches: planPageBatches(6),
    })
  })

  test('is the remaining pages when both take as many requests: pages prove more', () => {
    expect(planReferences([11, 12, 13, 14, 15], 6)).toEqual({ kind: 'pages', batches: planPageBatches(6) })
  })

  test('is single planets when fewer are missing than there are pages', () => {
    expect(planReferences([20, 31], 6)).toEqual({ kind: 'single', ids: [20, 31] })
  })

  test('is nothing when the only page did not name them all', () => {
    expect(planReferences([61], 1)).toEqual({ kind: 'pages', batches: [] })
  })

  test('always takes the fewest requests', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (missing, pages) => {
          const plan = planReferences(missing, pages)
          const requests = plan.kind === 'single' ? plan.ids.length : plan.batches.flatMap(listPages).length
          expect(requests).toBe(Math.min(missing.length, pages - 1))
        },
      ),
    )
  })
})
