import { BoundedMap } from '@/lib/bounded-map'
import fc from '@/lib/testing/fast-check'

const sized = (byteSize: number): { byteSize: number } => ({ byteSize })

test('the least recently used value makes room for a new one', () => {
  const map = new BoundedMap(100)
  map.set('a', sized(40))
  map.set('b', sized(40))
  map.get('a')
  map.set('c', sized(40))
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([sized(40), undefined, sized(40)])
})

test('a value that is too large alone is refused, and takes the place of no other', () => {
  const map = new BoundedMap(100)
  map.set('a', sized(100))
  expect(map.set('b', sized(101))).toBe(false)
  expect([map.get('a'), map.get('b')]).toEqual([sized(100), undefined])
})

test('whatever is put in, the bound holds, and the last value that fits is there', () => {
  const put = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 0, max: 120 }))
  fc.assert(
    fc.property(fc.array(put), (all) => {
      const map = new BoundedMap(100)
      for (const [key, byteSize] of all) {
        const fits = map.set(key, sized(byteSize))
        expect(fits).toBe(byteSize <= 100)
        expect(map.byteSize).toBeLessThanOrEqual(100)
        if (fits) expect(map.get(key)).toEqual(sized(byteSize))
      }
    }),
  )
})
