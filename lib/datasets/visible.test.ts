import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Queries that are meant to see deleted datasets as well, and why. */
const SEES_DELETED: Record<string, string> = {
  'inngest/abandoned.ts': 'only running downloads, which cannot be deleted',
  'lib/access/missing-pages.ts': 'the page of a deleted dataset says so',
  'lib/datasets/elsewhere.ts': 'where the files of a dataset are, deleted or not',
  'lib/datasets/changes.ts': 'the row of a download, by its id',
  'lib/datasets/keeping/deleted.ts': 'lists them',
  'lib/datasets/keeping/deletion.ts': 'explains them',
  'lib/datasets/keeping/purge.ts': 'removes them',
  'lib/datasets/signs/lost.ts': 'only running downloads, which cannot be deleted',
  'lib/datasets/recovery/known.ts': 'tells which are deleted',
  'lib/datasets/recovery/move-storage.ts': 'they are moved as well',
  'lib/datasets/recovery/sweep-bucket.ts': 'their objects have a name as well',
  'lib/schedules/due.ts': 'a time of a schedule that had its dataset does not get another one',
}

/** Within files that have both kinds. */
const FUNCTIONS: Record<string, string[]> = {
  'lib/datasets/store.ts': [
    'getDownloadState', // steps of a download, which must end
    'getRunningDataset', // running downloads cannot be deleted
    'listRunningDatasets',
  ],
  // Which dataset’s twins are unfolded is in the URL; where it is gone, none are.
  'lib/datasets/list/list-sql.ts': ['keyOf'],
}

function listSources(): string[] {
  return ['app', 'inngest', 'lib']
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => path.posix.join(root, file)),
    )
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^lib\/(generated|testing)\//.test(file))
}

/** The functions of a file: their names and their text, as far as the next one. */
function listFunctions(text: string): [name: string, text: string][] {
  return text.split(/^(?=(?:export )?(?:async )?function )/m).map((part) => {
    const [, name = 'no function'] = /^(?:export )?(?:async )?function (\w+)/.exec(part) ?? []
    return [name, part]
  })
}

const READS = /\.dataset\s*\.(?:find\w+|count|aggregate|groupBy)\(|FROM "Dataset"/

const readers = listSources().flatMap((file) =>
  listFunctions(readFileSync(file, 'utf8'))
    .filter(([, text]) => READS.test(text))
    .map(([name, text]) => ({ file, name, isVisible: /VISIBLE/.test(text) })),
)

test('every query of datasets is for visible ones, or is known to be for all', () => {
  expect(readers.filter(({ isVisible }) => isVisible).length).toBeGreaterThanOrEqual(10)
  const others = readers
    .filter(({ isVisible }) => !isVisible)
    .filter(({ file, name }) => !(file in SEES_DELETED) && !FUNCTIONS[file]?.includes(name))
  expect(others.map(({ file, name }) => `${file}: ${name}`)).toEqual([])
})

test('what is known to see deleted ones still reads datasets', () => {
  const found = new Set(readers.map(({ file }) => file))
  expect(Object.keys(SEES_DELETED).filter((file) => !found.has(file))).toEqual([])
  for (const [file, names] of Object.entries(FUNCTIONS)) {
    const known = readers.filter((reader) => reader.file === file).map(({ name }) => name)
    expect(known).toEqual(expect.arrayContaining(names))
  }
})
