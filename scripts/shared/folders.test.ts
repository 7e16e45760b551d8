import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findCrowdedFolders } from './folders.mjs'

test('a folder of more than twenty files is found, however deep it is; folders in it do not count', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'holocron-folders-'))
  const deep = path.join(root, 'a', 'b')
  mkdirSync(deep, { recursive: true })
  for (let file = 0; file < 20; file++) writeFileSync(path.join(root, `${file}.ts`), '')
  for (let file = 0; file < 21; file++) writeFileSync(path.join(deep, `${file}.ts`), '')
  expect(findCrowdedFolders([root])).toEqual([{ folder: deep, files: 21 }])
  rmSync(root, { recursive: true })
})
