/** The resource that datasets are made of, and the one it refers to. Safe to import from client components. */
import type { Resource } from '@/lib/resources/resource'

export const PLANETS = {
  path: 'planets',
  noun: 'planet',
  subject: 'planet',
  title: 'name',
  columns: [{ name: 'name', kind: 'text' }],
  listQuery: '',
  volatile: [],
  pairs: [],
  count: 60,
} as const satisfies Resource

export const PEOPLE = {
  path: 'people',
  noun: 'person',
  subject: 'character',
  title: 'name',
  columns: [
    { name: 'name', kind: 'text' },
    { name: 'height', kind: 'number' },
    { name: 'mass', kind: 'number' },
    { name: 'hair_color', kind: 'text' },
    { name: 'skin_color', kind: 'text' },
    { name: 'eye_color', kind: 'text' },
    { name: 'birth_year', kind: 'year' },
    { name: 'gender', kind: 'text' },
    { name: 'homeworld', kind: 'text', refersTo: PLANETS },
    { name: 'date', kind: 'date', field: 'edited' },
  ],
  listQuery: '&expanded=true',
  volatile: ['date'],
  pairs: [
    { columns: ['date', 'homeworld'], isPivot: false },
    { columns: ['eye_color', 'gender'], isPivot: true },
    { columns: ['hair_color', 'eye_color'], isPivot: true },
    { columns: ['homeworld', 'gender'], isPivot: true },
  ],
  count: 82,
} as const satisfies Resource
