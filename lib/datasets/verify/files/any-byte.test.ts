import { readFileSync } from 'node:fs'
import type { Finding } from '@/lib/datasets/verify/finding'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { csv, parquet, setUpDataset, restore, findProblems, flip } from '@/lib/datasets/verify/testing'
import fc from '@/lib/testing/fast-check'

setUpDataset()

describe('any byte', () => {
  const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  const mask = fc.integer({ min: 1, max: 255 })

  /** Returns the findings, after checking that what can be repaired gets its original bytes back. */
  async function findAfterFlip(file: typeof csv, position: number, bits: number): Promise<Finding[]> {
    flip(file, position, bits)
    const findings = await findProblems()
    if (findings.every(({ repair }) => repair !== null)) {
      expect(await repairFindings(findings)).toEqual({ mended: findings, left: [] })
      expect(readFileSync(file.path).equals(file.bytes)).toBe(true)
    }
    restore()
    return findings
  }

  test('of the CSV that changes is found, and can be repaired', async () => {
    await fc.assert(
      fc.asyncProperty(at, mask, async (share, bits) => {
        const findings = await findAfterFlip(csv, Math.floor(share * csv.bytes.byteLength), bits)
        expect(findings).toMatchObject([{ code: 'file-changed', repair: 'rebuild csv' }])
      }),
      { numRuns: 15 },
    )
  })

  test('of the Parquet file that changes is found, except where it names the program that wrote it', async () => {
    const name = /DuckDB version [^)]*\)/.exec(parquet.bytes.toString('latin1'))
    if (!name) throw new Error('The Parquet file does not name the program that wrote it.')
    const isName = (position: number): boolean =>
      position >= name.index && position < name.index + name[0].length
    await fc.assert(
      fc.asyncProperty(at, mask, async (share, bits) => {
        const position = Math.floor(share * parquet.bytes.byteLength)
        fc.pre(!isName(position))
        expect(await findAfterFlip(parquet, position, bits)).not.toEqual([])
      }),
      { numRuns: 40 },
    )
  })
})
