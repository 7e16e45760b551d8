/** The parameters of the API, as the OpenAPI document describes them. */
import 'server-only'
import { THEMES } from '@/lib/api/chart'
import { API_DEFAULT, API_MAX } from '@/lib/api/view'
import { VIEW_FORMATS } from '@/lib/api/format'
import { DATASET_COLUMNS } from '@/lib/datasets/types'
import { FILTER_OPERATORS } from '@/lib/datasets/view'
import { formatCount } from '@/lib/format'
import { DATASETS_STEP, REQUESTS_STEP } from '@/lib/search-params'
import { BARS_MAX } from '@/lib/search-params/counts'
import { MAX_FILTERS, MAX_LIST_LENGTH, MAX_VALUE_LENGTH } from '@/lib/view-params'

export interface ApiParameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  description: string
  schema: Record<string, unknown>
  style?: 'form'
  explode?: boolean
}

const COLUMN_LIST = { type: 'array', items: { type: 'string', enum: DATASET_COLUMNS } }

export const ID: ApiParameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The dataset.',
  schema: { type: 'string', examples: ['20261122-203057-k3f9x'] },
}

export const SLICE: ApiParameter[] = [
  inQuery('limit', `How many at most; ${API_DEFAULT} by default, ${formatCount(API_MAX)} at most.`, {
    type: 'integer',
    minimum: 1,
    maximum: API_MAX,
    default: API_DEFAULT,
  }),
  inQuery('offset', 'How many to pass over.', { type: 'integer', minimum: 0, default: 0 }),
]

export const LIST_PARAMETERS = [
  ...forgivingSlice(DATASETS_STEP),
  inQuery('q', 'Only datasets whose file name, source or status contains this.', { type: 'string' }),
]
export const REQUEST_SLICE = forgivingSlice(REQUESTS_STEP)

function forgivingSlice(step: number): ApiParameter[] {
  return [
    inQuery('limit', `How many at most; ${step} by default.`, { type: 'integer', minimum: 1, default: step }),
    inQuery('offset', 'How many to pass over.', { type: 'integer', minimum: 0, default: 0 }),
  ]
}

export const SORT: ApiParameter = inQuery(
  'sort',
  'Columns to sort by, separated by commas; `-` turns the order round. Numbers sort as numbers, missing values last.',
  { type: 'string', examples: ['-height,name'] },
)

export const COUNT_SORT: ApiParameter = inQuery(
  'sort',
  'What to sort by, separated by commas: `count` and columns that are counted; `-` turns the order round. Values sort ' +
    'as on rows. What is alike then is ordered by count, the largest first, and by the values.',
  { type: 'string', default: '-count', examples: ['homeworld,-count'] },
)

export const COLUMNS: ApiParameter = list(
  'columns',
  'The columns of the answer, in this order; all by default.',
)

export const COUNTED_COLUMNS: ApiParameter = {
  ...list('columns', 'The columns whose combinations of values are counted, in this order.'),
  required: true,
}

export const CHART: ApiParameter[] = [
  inQuery('limit', `How many bars; ${BARS_MAX} by default and at most.`, {
    type: 'integer',
    minimum: 1,
    maximum: BARS_MAX,
    default: BARS_MAX,
  }),
  inQuery('offset', 'How many combinations to pass over.', { type: 'integer', minimum: 0, default: 0 }),
  inQuery('theme', 'The colours.', { type: 'string', enum: THEMES, default: 'light' }),
]

/** What the comparisons take, by the kind of column. */
const CONDITION_VALUES =
  'height and mass are compared with numbers, birth_year with years such as 19BBY or 4ABY on one time line, date with ' +
  'days, months or years (2014-12-20, 2014-12, 2014), each as a whole. __in takes a list like a line of CSV: ' +
  'blond,"brown, grey". __isblank takes 1 or 0.'

/** Every condition on a column, as a free set of parameters: `homeworld=Tatooine&height__gt=180`. */
export const SELECTION: ApiParameter[] = [
  inQuery('q', 'Any column contains this, whatever the case and the accents.', {
    type: 'string',
    maxLength: MAX_VALUE_LENGTH,
  }),
  {
    ...inQuery(
      'filters',
      `Conditions by column, ${MAX_FILTERS} at most, all of which must hold: homeworld=Tatooine, or with a comparison height__gt=180. ` +
        `The comparisons are ${FILTER_OPERATORS.slice(1)
          .map((operator) => `__${operator}`)
          .join(', ')}. ${CONDITION_VALUES}`,
      { type: 'object', properties: filterProperties(), additionalProperties: false },
    ),
    style: 'form',
    explode: true,
  },
]

export const VIEW_FORMAT: ApiParameter[] = [
  inQuery('format', 'csv and ndjson stream the whole answer, without limit and offset.', {
    type: 'string',
    enum: VIEW_FORMATS,
    default: 'json',
  }),
  forSpreadsheet(),
]

export const FILE_FORMAT: ApiParameter[] = [
  inQuery('format', 'Which of the stored files.', {
    type: 'string',
    enum: ['csv', 'parquet'],
    default: 'csv',
  }),
  forSpreadsheet(),
]

function forSpreadsheet(): ApiParameter {
  return inQuery(
    'for',
    'With format=csv: marked as UTF-8, and cells that begin like a formula get an apostrophe in front.',
    { type: 'string', enum: ['spreadsheet'] },
  )
}

function inQuery(name: string, description: string, schema: Record<string, unknown>): ApiParameter {
  return { name, in: 'query', required: false, description, schema }
}

/** `a,b`, rather than the name once for each. */
function list(name: string, description: string): ApiParameter {
  return { ...inQuery(name, description, COLUMN_LIST), style: 'form', explode: false }
}

function filterProperties(): Record<string, unknown> {
  const text = { type: 'string', maxLength: MAX_VALUE_LENGTH }
  const listText = { type: 'string', minLength: 1, maxLength: MAX_LIST_LENGTH }
  return Object.fromEntries(
    DATASET_COLUMNS.flatMap((column) =>
      FILTER_OPERATORS.map((operator) => [
        operator === 'eq' ? column : `${column}__${operator}`,
        operator === 'isblank' ? { type: 'string', enum: ['1', '0'] } : operator === 'in' ? listText : text,
      ]),
    ),
  )
}
