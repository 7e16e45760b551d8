/** `npm run trials -- [--seed N] [--only area,…] [--name part of its name] [--quick]` */
import { parseArgs } from 'node:util'
import { AREAS, type Area, type Size } from './trial'

export interface Options {
  seed: number
  only: Area[]
  /** What a trial’s name must contain. */
  name: string
  size: Size
}

/** @throws Error with a clear message for invalid options */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '1' },
      only: { type: 'string', multiple: true, default: [...AREAS] },
      name: { type: 'string', default: '' },
      quick: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
    },
  })
  const seed = Number(values.seed)
  if (!Number.isInteger(seed) || seed < 0)
    throw new Error(`--seed takes a whole number, not "${values.seed}".`)
  const only = values.only.flatMap((list) => list.split(','))
  const stranger = only.find((name) => !AREAS.some((area) => area === name))
  if (stranger !== undefined) throw new Error(`--only takes ${AREAS.join(', ')}, not "${stranger}".`)
  return {
    seed,
    only: only as Area[],
    name: values.name,
    size: values.smoke ? 'smoke' : values.quick ? 'quick' : 'full',
  }
}
