import { revalidatePath } from 'next/cache'
import { headers } from 'next/headers'
import { deleteDataset } from '@/app/actions'
import * as actions from '@/app/keeping-actions'
import { pinDataset, removeNow, restoreDataset, restoreFromItsPage, writeNote } from '@/app/keeping-actions'
import { removeRetention, saveRetention } from '@/app/retention/actions'
import { NO_RULES } from '@/lib/datasets/model/keeping/retention'
import { getDataset, requireDataset } from '@/lib/datasets/store'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { previewKey, previewRules } from '@/lib/retention/preview'
import { getPolicy } from '@/lib/retention/store'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

jest.mock('next/cache', () => ({ revalidatePath: jest.fn() }))
jest.mock('next/headers', () => ({ headers: jest.fn() }))

setUpTemporaryApp()

const OF_THIS_SITE = {
  host: 'holocron.example',
  origin: 'http://holocron.example',
  'sec-fetch-site': 'same-origin',
}

function receive(received: Record<string, string>): void {
  jest.mocked(headers).mockResolvedValue(new Headers(received) as Awaited<ReturnType<typeof headers>>)
}

let id: string
beforeEach(async () => {
  await db().dataset.deleteMany()
  await db().retentionPolicy.deleteMany()
  id = (await createReadyDataset([somePerson({})])).id
  jest.mocked(revalidatePath).mockClear()
  receive(OF_THIS_SITE)
})
afterEach(() => {
  env().ACCESS_TOKEN = undefined
})

function form(fields: Record<string, string | Blob>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

/** Where an action redirects to. */
async function redirectOf(acting: Promise<unknown>): Promise<string> {
  const error: unknown = await acting.catch((thrown: unknown) => thrown)
  return (
    /;(\/[^;]*);/.exec((error as { digest?: string }).digest ?? '')?.[1] ??
    `no redirect: ${JSON.stringify(error)}`
  )
}

test('a note is saved and taken away, and the pages are refreshed', async () => {
  expect(await writeNote(null, form({ id, note: ' Why ' }))).toEqual({ ok: true, message: 'Note saved.' })
  expect((await requireDataset(id)).note).toBe('Why')
  expect(jest.mocked(revalidatePath).mock.calls).toEqual([['/', 'layout']])
  expect(await writeNote(null, form({ id }))).toEqual({ ok: true, message: 'There is no note now.' })
  expect((await requireDataset(id)).note).toBeNull()
})

test('a note that cannot be kept is refused', async () => {
  expect(await writeNote(null, form({ id, note: 'a\0b' }))).toEqual({
    ok: false,
    message: 'A note is plain text, without control characters.',
  })
})

test('a dataset is pinned and unpinned', async () => {
  expect(await pinDataset(null, form({ id, pinned: 'yes' }))).toEqual({ ok: true, message: '' })
  expect((await requireDataset(id)).pinned).toBe(true)
  await pinDataset(null, form({ id, pinned: 'no' }))
  expect((await requireDataset(id)).pinned).toBe(false)
})

test('deleting leads to where it can be undone, and undoing to the dataset', async () => {
  expect(await redirectOf(deleteDataset(null, form({ id })))).toBe(`/?deleted=${id}`)
  expect(await getDataset(id)).toBeNull()
  expect(await redirectOf(restoreDataset(null, form({ id })))).toBe(`/datasets/${id}`)
  expect(await getDataset(id)).not.toBeNull()
  expect(await restoreDataset(null, form({ id }))).toEqual({
    ok: false,
    message: 'This dataset is not deleted.',
  })
})

test('undoing on the page of the dataset stays there, or leads to the list when it fails', async () => {
  await redirectOf(deleteDataset(null, form({ id })))
  expect(await redirectOf(restoreFromItsPage(form({ id })))).toBe(`/datasets/${id}`)
  expect(await redirectOf(restoreFromItsPage(form({ id })))).toBe('/deleted')
})

test('a deleted dataset is removed for good', async () => {
  expect(await removeNow(null, form({ id }))).toEqual({
    ok: false,
    message: 'This dataset is not deleted. Delete it first.',
  })
  await redirectOf(deleteDataset(null, form({ id })))
  expect(await removeNow(null, form({ id }))).toEqual({ ok: true, message: 'Removed for good.' })
  expect(await db().dataset.count()).toBe(0)
})

test('rules are saved as they were shown, and removed', async () => {
  const rules = { ...NO_RULES, last: 3, weekly: 2 }
  const shown = previewKey(await previewRules(rules))
  const fields = { last: '3', daily: '', weekly: '2', monthly: '0', shown }
  expect(await redirectOf(saveRetention(null, form(fields)))).toBe('/retention')
  expect(await getPolicy()).toMatchObject({ rules })
  expect(await redirectOf(removeRetention())).toBe('/retention')
  expect(await getPolicy()).toBeNull()
  expect(await removeRetention()).toEqual({ ok: false, message: 'There are no retention rules.' })
})

test.each([
  [
    { last: '3' },
    'Nothing was saved: since you saw what would be deleted, that has changed. See it again below.',
  ],
  [{ last: 'many', shown: '' }, 'last must be a whole number from 0 to 10,000.'],
])('rules that nobody was shown, or that are none, are refused', async (fields, message) => {
  expect(await saveRetention(null, form(fields))).toEqual({ ok: false, message })
  expect(await getPolicy()).toBeNull()
})

test.each([
  ...Object.entries(actions).filter(([name]) => name !== 'restoreFromItsPage'),
  ['saveRetention', saveRetention],
  ['removeRetention', removeRetention],
])('%s is refused to other sites, and without the access token', async (_name, action) => {
  receive({ ...OF_THIS_SITE, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })
  expect(await (action as typeof writeNote)(null, form({ id, last: '1' }))).toMatchObject({ ok: false })
  receive(OF_THIS_SITE)
  env().ACCESS_TOKEN = 'a-token-of-the-tests'
  expect(await (action as typeof writeNote)(null, form({ id, last: '1' }))).toMatchObject({ ok: false })
  expect(await getPolicy()).toBeNull()
  expect((await requireDataset(id)).pinned).toBe(false)
})
