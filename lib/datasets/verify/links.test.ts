import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { RECEIPT_NAME } from '@/lib/datasets/file-names'
import { csv, finding, findProblems, parquet, setUpDataset } from '@/lib/datasets/verify/testing'
import { repairFindings } from '@/lib/datasets/verify/repair'

setUpDataset()

const ADVICE =
  'Links inside datasets/ are not followed: put the file itself in its place. STORAGE_DIR may be a link as a whole.'

let kept: string
beforeAll(() => {
  kept = mkdtempSync(path.join(os.tmpdir(), 'holocron-kept-'))
  cpSync(folder(), kept, { recursive: true })
})
afterEach(() => {
  rmSync(folder(), { recursive: true })
  cpSync(kept, folder(), { recursive: true })
})
afterAll(() => rmSync(kept, { recursive: true }))

function folder(): string {
  return path.dirname(csv.path)
}

function describeLink(noun: string): object {
  return finding('I1', `its ${noun} is a symbolic link, lies behind one, or is no file at all. ${ADVICE}`)
}

test.each([true, false])('a link is told, even to a file that is right (deep: %p)', async (deep) => {
  for (const [noun, file] of [
    ['CSV', csv.path],
    ['Parquet companion', parquet.path],
    [RECEIPT_NAME, path.join(folder(), RECEIPT_NAME)],
  ] as const) {
    rmSync(file)
    symlinkSync(path.join(kept, path.basename(file)), file)
    expect(await findProblems(deep)).toEqual([describeLink(noun)])
    rmSync(file)
    cpSync(path.join(kept, path.basename(file)), file)
  }
  expect(await findProblems(deep)).toEqual([])
})

test('a folder that is a link is told of each of its files, and nothing is mended through it', async () => {
  rmSync(folder(), { recursive: true })
  symlinkSync(kept, folder())
  const findings = await findProblems()
  expect(findings).toEqual(['CSV', 'Parquet companion', RECEIPT_NAME].map(describeLink))
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
})
