import { revalidatePath } from 'next/cache'
import { headers } from 'next/headers'
import * as actions from '@/app/dataset-actions'
import { deleteSelected, renameDataset } from '@/app/dataset-actions'
import { createDatasetId } from '@/lib/dataset-id'
import { createDataset } from '@/lib/datasets/changes'
import { requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { datasetTitle } from '@/lib/format/dataset-title'
import { purgeADayLater, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

jest.mock('next/cache', () => ({ revalidatePath: jest.fn() }))
jest.mock('next/headers', () => ({ headers: jest.fn() }))

setUpTemporaryApp()

const OF_THIS_SITE = {
  host: 'holocron.example',
  origin: 'http://holocron.example',
  'sec-fetch-site': 'same-origin',
}

/** The headers of all requests from here on. */
function receive(received: Record<string, string>): void {
  jest.mocked(headers).mockResolvedValue(new Headers(received) as Awaited<ReturnType<typeof headers>>)
}

let id: string
beforeEach(async () => {
  await db().dataset.deleteMany()
  id = (await createReadyDataset([somePerson({})])).id
  jest.mocked(revalidatePath).mockClear()
  receive(OF_THIS_SITE)
})
afterEach(() => {
  env().ACCESS_TOKEN = undefined
})

function form(...fields: [name: string, value: string | Blob][]): FormData {
  const data = new FormData()
  for (const [name, value] of fields) data.append(name, value)
  return data
}

test('a dataset is renamed, and the pages are refreshed', async () => {
  expect(await renameDataset(null, form(['id', id], ['label', ' Mine ']))).toEqual({
    ok: true,
    message: 'Renamed to “Mine”.',
  })
  expect((await requireDataset(id)).label).toBe('Mine')
  expect(jest.mocked(revalidatePath).mock.calls).toEqual([['/', 'layout']])
  const plain = await renameDataset(null, form(['id', id], ['label', '']))
  expect(plain).toEqual({ ok: true, message: `Renamed to “${datasetTitle(await requireDataset(id))}”.` })
})

test.each<[string, string | Blob, string]>([
  ['too long', 'x'.repeat(81), 'A name has at most 80 characters; this one has 81.'],
  ['of two lines', 'a\nb', 'A name is one line of text, without control characters.'],
])('a name that is %s is refused', async (_what, label, message) => {
  expect(await renameDataset(null, form(['id', id], ['label', label]))).toEqual({ ok: false, message })
  expect((await requireDataset(id)).label).toBeNull()
})

test('what is ticked is deleted, and running downloads are kept', async () => {
  const running = await createDataset(createDatasetId(), 'auto')
  const state = await deleteSelected(null, form(['id', id], ['id', running.id], ['id', new Blob(['x'])]))
  expect(state.ok).toBe(false)
  expect(state.message).toMatch(
    /^Deleted “1 character · .+”\. “Download · .+” is being downloaded and was kept/,
  )
  expect(state.undoable).toEqual([id])
  expect(await purgeADayLater()).toEqual([id])
  expect((await db().dataset.findMany()).map((row) => row.id)).toEqual([running.id])
})

test('what was ticked is restored by an undo', async () => {
  const before = await requireDataset(id)
  const { undoable = [] } = await deleteSelected(null, form(['id', id]))
  expect(await deleteSelected(null, form(...undoable.map((one): [string, string] => ['undo', one])))).toEqual(
    {
      ok: true,
      message: `Restored “${datasetTitle(before)}”.`,
    },
  )
  expect(await requireDataset(id)).toEqual(before)
})

test('nothing ticked is nothing deleted', async () => {
  const refusal = { ok: false, message: 'Tick the datasets to delete first.' }
  expect(await deleteSelected(null, form())).toEqual(refusal)
  expect(await deleteSelected(null, undefined as unknown as FormData)).toEqual(refusal)
  expect(await db().dataset.count()).toBe(1)
})

test.each<[string, Record<string, string>, string]>([
  [
    'of another site',
    { ...OF_THIS_SITE, origin: 'https://evil.example' },
    'Requests from other sites cannot change anything here.',
  ],
  [
    'of a visitor who is not signed in',
    OF_THIS_SITE,
    'Sign in to change anything here: the link is at the top of the page.',
  ],
])('a form %s changes nothing', async (_what, received, message) => {
  receive(received)
  env().ACCESS_TOKEN = 'a-token-of-thirty-characters..'
  expect(Object.keys(actions)).toHaveLength(2)
  for (const action of Object.values(actions))
    expect(await action(null, form(['id', id], ['label', 'x']))).toEqual({ ok: false, message })
  expect((await requireDataset(id)).label).toBeNull()
})
