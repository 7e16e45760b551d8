import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { RECEIPT_NAME } from '@/lib/datasets/files'
import { repairFindings } from '@/lib/datasets/verify/repair'
import { csv, finding, findProblems, parquet, setUpDataset } from '@/lib/datasets/verify/testing'

setUpDataset()

const ADVICE =
  'Links inside datasets/ are not followed: replace the link with the file itself. STORAGE_DIR itself may be a link.'

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
  return finding('file-missing', `its ${noun} is a symbolic link, is behind one, or is not a file. ${ADVICE}`)
}

test.each([true, false])('a link is reported, even to a correct file (deep: %p)', async (deep) => {
  for (const [noun, file] of [
    ['CSV', csv.path],
    ['Parquet file', parquet.path],
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

test('a folder that is a link is reported for each of its files, and nothing is repaired through it', async () => {
  rmSync(folder(), { recursive: true })
  symlinkSync(kept, folder())
  const findings = await findProblems()
  expect(findings).toEqual(['CSV', 'Parquet file', RECEIPT_NAME].map(describeLink))
  expect(await repairFindings(findings)).toEqual({ mended: [], left: findings })
})
