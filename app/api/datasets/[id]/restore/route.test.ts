import { POST as restore } from '@/app/api/datasets/[id]/restore/route'
import { GET as getOne, DELETE as remove } from '@/app/api/datasets/[id]/route'
import { GET as listAll } from '@/app/api/datasets/route'
import { DELETE as removeNow } from '@/app/api/deleted/[id]/route'
import { GET as listDeleted } from '@/app/api/deleted/route'
import { db } from '@/lib/db/client'
import { readAnswer } from '@/lib/testing/api'
import { purgeADayLater, setUpTemporaryApp } from '@/lib/testing/app'
import { createReadyDataset, somePerson } from '@/lib/testing/some-dataset'

setUpTemporaryApp()
beforeEach(() => db().dataset.deleteMany())

const URL_OF_LIST = 'http://localhost:3000/api/datasets'
const UNKNOWN = '20261122-203057-k3f9x'
const NO_SUCH = { status: 404, body: { error: { code: 'not_found', message: 'There is no such dataset.' } } }

function withId(id: string): { params: Promise<{ id: string }> } {
  return { params: Promise.resolve({ id }) }
}

function ask(path: string, method = 'GET'): Request {
  return new Request(`${URL_OF_LIST}/${path}`, { method })
}

test('restoring brings a deleted dataset back, and lists it as deleted until then', async () => {
  const before = await readAnswer(
    await getOne(ask('x'), withId((await createReadyDataset([somePerson({})])).id)),
    'Dataset',
  )
  const { id } = before.body as { id: string }
  await remove(ask(id, 'DELETE'), withId(id))
  const listed = await readAnswer(await listDeleted(ask('deleted?limit=1')), 'DeletedList')
  expect(listed).toMatchObject({
    status: 200,
    body: { deleted: [{ dataset: { id }, deletedBy: 'person' }], total: 1, hasMore: false },
  })
  const list = await readAnswer(await listAll(ask('')), 'DatasetList')
  expect(list.body).toMatchObject({ datasets: [], total: 0 })
  expect(await readAnswer(await restore(ask(`${id}/restore`, 'POST'), withId(id)), 'Dataset')).toEqual(before)
  expect(await readAnswer(await getOne(ask(id), withId(id)), 'Dataset')).toEqual(before)
  expect((await readAnswer(await listDeleted(ask('deleted')), 'DeletedList')).body).toMatchObject({
    total: 0,
  })
})

test('restoring a dataset that is not deleted is a conflict', async () => {
  const { id } = await createReadyDataset([somePerson({})])
  expect(await readAnswer(await restore(ask(`${id}/restore`, 'POST'), withId(id)), 'Dataset')).toEqual({
    status: 409,
    body: { error: { code: 'conflict', message: 'This dataset is not deleted.' } },
  })
})

test('restoring an unknown or a removed dataset is 404, and is refused to pages of other sites', async () => {
  const { id } = await createReadyDataset([somePerson({})])
  await remove(ask(id, 'DELETE'), withId(id))
  const foreign = new Request(`${URL_OF_LIST}/${id}/restore`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
  })
  expect((await restore(foreign, withId(id))).status).toBe(403)
  await purgeADayLater()
  for (const gone of [id, UNKNOWN, '../x'])
    expect(await readAnswer(await restore(ask('x/restore', 'POST'), withId(gone)), 'Dataset')).toEqual(
      NO_SUCH,
    )
})

test('a deleted dataset is removed at once: 204, and then 404', async () => {
  const { id } = await createReadyDataset([somePerson({})])
  const conflict = { error: { code: 'conflict', message: 'This dataset is not deleted. Delete it first.' } }
  expect(await readAnswer(await removeNow(ask(id, 'DELETE'), withId(id)), 'Dataset')).toEqual({
    status: 409,
    body: conflict,
  })
  await remove(ask(id, 'DELETE'), withId(id))
  const response = await removeNow(ask(id, 'DELETE'), withId(id))
  expect([response.status, await response.text()]).toEqual([204, ''])
  expect(await readAnswer(await getOne(ask(id), withId(id)), 'Dataset')).toEqual(NO_SUCH)
  expect(await readAnswer(await removeNow(ask(id, 'DELETE'), withId(id)), 'Dataset')).toEqual(NO_SUCH)
})
