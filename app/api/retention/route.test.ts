import { GET as preview } from '@/app/api/retention/[resource]/preview/route'
import { DELETE as remove, GET as read, PUT as save } from '@/app/api/retention/[resource]/route'
import type { ApiShape } from '@/lib/api/openapi/schemas'
import { db } from '@/lib/db/client'
import { runRetention } from '@/lib/retention/run'
import { readAnswer } from '@/lib/testing/api'
import { setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()

const EVERYTHING =
  'These rules would delete everything but the newest dataset and those that are pinned or named. ' +
  'Say for at least one of them how many to keep.'
const NUMBER = 'last must be a whole number from 0 to 10,000.'
const NO_RULES = { last: null, daily: null, weekly: null, monthly: null }
const NOTHING = { resource: 'people', rules: null, nextAt: null, lastAt: null, lastDeleted: null }

beforeEach(async () => {
  await db().retentionPolicy.deleteMany()
  await db().dataset.deleteMany()
})

const withResource = (resource = 'people'): { params: Promise<{ resource: string }> } => ({
  params: Promise.resolve({ resource }),
})

function ask(query = '', method = 'GET', body?: string, headers: Record<string, string> = {}): Request {
  const url = `http://localhost:3000/api/retention/people${query}`
  return new Request(url, { method, headers, ...(body !== undefined && { body }) })
}

async function answer(response: Promise<Response>, shape: ApiShape = 'Retention') {
  return readAnswer(await response, shape)
}

function refusal(status: number, code: string, message: string): unknown {
  return { status, body: { error: { code, message } } }
}

test('rules are saved, read, run and removed', async () => {
  expect(await answer(read(ask(), withResource()))).toEqual({ status: 200, body: NOTHING })
  const older = await createReadyDataset([somePerson({})])
  await createReadyDataset([somePerson({})])
  const saved = await answer(save(ask('', 'PUT', '{"last":1,"daily":0}'), withResource()))
  expect(saved).toMatchObject({ status: 200, body: { rules: { ...NO_RULES, last: 1 }, lastDeleted: null } })
  expect(await answer(read(ask(), withResource()))).toEqual(saved)
  await runRetention()
  expect(await answer(read(ask(), withResource()))).toMatchObject({
    status: 200,
    body: { lastDeleted: { count: 1, datasets: [{ id: older.id }] } },
  })
  const removed = await remove(ask('', 'DELETE'), withResource())
  expect([removed.status, await removed.text()]).toEqual([204, ''])
  expect(await answer(read(ask(), withResource()))).toEqual({ status: 200, body: NOTHING })
  expect(await answer(remove(ask('', 'DELETE'), withResource()))).toEqual(
    refusal(404, 'not_found', 'There are no retention rules.'),
  )
})

test('a preview says what goes, why the others stay, and changes nothing', async () => {
  const older = await createReadyDataset([somePerson({})])
  const newer = await createReadyDataset([somePerson({})])
  expect(await answer(preview(ask('/preview?last=1'), withResource()), 'RetentionPreview')).toMatchObject({
    status: 200,
    body: {
      rules: { ...NO_RULES, last: 1 },
      deleted: [{ id: older.id, rowCount: 1 }],
      kept: [{ id: newer.id, keptBy: ['newest', 'last'] }],
    },
  })
  expect(await db().dataset.count({ where: { deletedAt: null } })).toBe(2)
  expect(await answer(read(ask(), withResource()))).toEqual({ status: 200, body: NOTHING })
})

const SHAPE =
  'The body may have last, daily, weekly and monthly (whole numbers from 0 to 10,000, or null), nothing else.'

test.each([
  ['{}', EVERYTHING],
  ['', EVERYTHING],
  ['{"last":0,"monthly":null}', EVERYTHING],
  ['{"last":-1}', SHAPE],
  ['{"last":1.5}', SHAPE],
  ['{"last":10001}', SHAPE],
  ['{"yearly":1}', SHAPE],
])('the body %s is refused with a sentence', async (body, message) => {
  expect(await answer(save(ask('', 'PUT', body), withResource()))).toEqual(refusal(400, 'invalid', message))
})

test.each([
  ['', EVERYTHING],
  ['?last=0', EVERYTHING],
  ['?last=', EVERYTHING],
  ['?last=x', NUMBER],
  ['?last=-1', NUMBER],
  ['?last=10001', NUMBER],
  ['?last=1&last=2', 'last may be given only once.'],
  ['?yearly=1', '"yearly" is not a parameter. This endpoint takes last, daily, weekly, monthly.'],
])('a preview of %j is refused with a sentence', async (query, message) => {
  expect(await answer(preview(ask(`/preview${query}`), withResource()))).toEqual(
    refusal(400, 'invalid', message),
  )
})

test('another resource is unknown, and pages of other sites change nothing', async () => {
  const unknown = refusal(404, 'not_found', 'There are no datasets of this kind.')
  expect(await answer(read(ask(), withResource('planets')))).toEqual(unknown)
  expect(await answer(save(ask('', 'PUT', '{"last":1}'), withResource('planets')))).toEqual(unknown)
  expect(await answer(remove(ask('', 'DELETE'), withResource('planets')))).toEqual(unknown)
  expect(await answer(preview(ask('/preview?last=1'), withResource('planets')))).toEqual(unknown)
  const foreign = ask('', 'PUT', '{"last":1}', { 'sec-fetch-site': 'cross-site' })
  expect((await save(foreign, withResource())).status).toBe(403)
})
