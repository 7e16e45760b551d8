import { listEdges, MOST_BINS } from '@/lib/datasets/model/limits/bins'
import fc from '@/lib/testing/fast-check'

test.each([
  [66, 264, [60, 80, 100, 120, 140, 160, 180, 200, 220, 240, 260, 280]],
  [150, 159, [150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160]],
  [15, 1358, [0, 200, 400, 600, 800, 1000, 1200, 1400]],
  [-896, 29, [-900, -800, -700, -600, -500, -400, -300, -200, -100, 0, 100]],
  [0.1, 0.7, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]],
  [7, 7, [7, 7]],
])('numbers from %d to %d have the bins %j', (min, max, edges) => {
  expect(listEdges({ min, max })).toEqual(edges)
})

test('the bins of any numbers ascend, contain them all, and are few', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)
  fc.assert(
    fc.property(double, double, (a, b) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)]
      const edges = listEdges({ min, max })
      expect(edges.length - 1).toBeLessThanOrEqual(MOST_BINS)
      expect(edges.every(Number.isFinite)).toBe(true)
      expect(edges.every((edge, index) => index === 0 || edge >= (edges[index - 1] ?? NaN))).toBe(true)
      expect(edges[0]).toBeLessThanOrEqual(min)
      expect(edges.at(-1)).toBeGreaterThanOrEqual(max)
    }),
    { numRuns: 2_000 },
  )
})
