/** `npm run swapi -- --people 1000000`: a local SWAPI of any size and shape, for trying Holocron. */
import { parseArgs } from 'node:util'
import { startSwapiServer } from '@/lib/testing/swapi-server'
import { syntheticPeople } from '@/lib/testing/synthetic-people'

const SHAPES = ['array', 'paged', 'expanded'] as const

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '82' },
    shape: { type: 'string', default: 'paged' },
    'page-size': { type: 'string', default: '10' },
    port: { type: 'string', default: '4000' },
  },
})
const shape = SHAPES.find((known) => known === values.shape)
if (!shape) {
  console.error(`--shape must be one of ${SHAPES.join(', ')}.`)
  process.exit(1)
}
const server = await startSwapiServer({
  shape,
  people: syntheticPeople(Number(values.people)),
  pageSize: Number(values['page-size']),
  port: Number(values.port),
  keepRequests: false,
})
console.log(`${values.people} people, shape ${shape}: SWAPI_SOURCES=${server.url}`)
