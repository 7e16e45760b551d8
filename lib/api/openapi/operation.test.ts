import { buildExample } from '@/lib/api/openapi/operation'
import { API_OPERATIONS } from '@/lib/api/openapi/operations'

function exampleOf(
  id: string,
  target: Partial<Parameters<typeof buildExample>[1]> = {},
): ReturnType<typeof buildExample> {
  const operation = API_OPERATIONS.find((one) => one.id === id)!
  return buildExample(operation, { origin: 'https://h.example', id: 'k3f9x', needsToken: false, ...target })
}

test('an example calls this server and a dataset of its own', () => {
  expect(exampleOf('countValues')).toEqual({
    command: 'curl "https://h.example/api/datasets/k3f9x/counts?columns=eye_color,homeworld&limit=3"',
    path: '/api/datasets/k3f9x/counts?columns=eye_color,homeworld&limit=3',
  })
  expect(exampleOf('listDatasets')).toEqual({
    command: 'curl https://h.example/api/datasets',
    path: '/api/datasets',
  })
})

test('without a dataset, an example has a placeholder and cannot be opened', () => {
  expect(exampleOf('readDataset', { id: null })).toEqual({
    command: 'curl https://h.example/api/datasets/$id',
    path: null,
  })
  expect(exampleOf('listDatasets', { id: null }).path).toBe('/api/datasets')
})

test('a change sends the token where one is required, and cannot be opened', () => {
  expect(exampleOf('deleteDataset', { needsToken: true })).toEqual({
    command: 'curl -H "Authorization: Bearer $ACCESS_TOKEN" -X DELETE https://h.example/api/datasets/k3f9x',
    path: null,
  })
})

test('every request that only reads can be opened, except of a schedule, of which there may be none', () => {
  for (const operation of API_OPERATIONS) {
    const { path } = exampleOf(operation.id)
    const isOpened = operation.method === 'get' && operation.id !== 'readSchedule'
    expect([operation.id, path !== null]).toEqual([operation.id, isOpened])
  }
})
