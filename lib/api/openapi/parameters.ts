/** The parameters of the API, by their names in the OpenAPI document. */
import 'server-only'
import { PICTURE_VIEWS, THEMES } from '@/lib/api/chart'
import { FILE_FORMATS, VIEW_FORMATS } from '@/lib/api/format'
import { PROGRESS_FORMATS, PROGRESS_IDS_MAX } from '@/lib/api/progress-query'
import { API_MAX, FILTER_PARAMETER, FOLDED } from '@/lib/api/query'
import { API_DEFAULT } from '@/lib/api/read-view'
import { DATASET_COLUMNS, type DatasetColumn, RESOURCE } from '@/lib/datasets/model/columns'
import { CHANGES } from '@/lib/datasets/model/comparison'
import { MAX_KEPT, type Rule, RULES } from '@/lib/datasets/model/keeping/retention'
import { DATASET_KEYS, FILTER_OPERATORS } from '@/lib/datasets/model/view'
import { formatCount } from '@/lib/format'
import { BARS_MAX } from '@/lib/search-params/counts'
import { DATASETS_STEP, REQUESTS_STEP } from '@/lib/search-params/datasets'
import { MAX_FILTERS, MAX_VALUE_LENGTH } from '@/lib/search-params/grammar'

export interface ApiParameter {
  name: string
  in: 'path' | 'query'
  required?: true
  description?: string
  schema: Record<string, unknown>
  /** False for lists written `a,b` instead of repeating the name. */
  explode?: false
  /** True when `name=` means something else than leaving it out. */
  allowEmptyValue?: true
}

const VALUE = { type: 'string', maxLength: MAX_VALUE_LENGTH }
const SUFFIXES = FILTER_OPERATORS.slice(1)
const OPERATORS = SUFFIXES.map((suffix) => `\`__${suffix}\``).join(', ')

/** What the comparisons accept, by kind of column. */
const CONDITION_VALUES =
  '`height` and `mass` compare as numbers, `birth_year` as years such as 19BBY or 4ABY, `date` as days, months or ' +
  'years (2014-12-20, 2014-12, 2014). `__in` takes a line of CSV: `blond,"brown, grey"`. `__isblank` takes 1 or 0.'

/** A column as a parameter: its value equals this. */
const EQUALITIES = Object.fromEntries(
  DATASET_COLUMNS.map((name): [string, ApiParameter] => [
    name,
    { name, in: 'query', schema: { type: 'string' } },
  ]),
) as Record<DatasetColumn, ApiParameter>

/** How many a retention rule keeps. */
const KEPT_BY = Object.fromEntries(
  RULES.map((name): [string, ApiParameter] => [
    name,
    { name, in: 'query', schema: { type: 'integer', minimum: 0, maximum: MAX_KEPT } },
  ]),
) as Record<Rule, ApiParameter>

/** The keys of the parameters that select rows. */
export const SELECTION = ['search', 'filter', ...DATASET_COLUMNS] as const

/**
 * Every parameter in the document. One parameter per comparison and column would make 90, referenced by four operations:
 * more bytes than all the rest. Generated clients send comparisons as values of `filter`.
 */
export const PARAMETERS = {
  id: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'The id of a dataset.',
    schema: { type: 'string', examples: ['20261122-203057-k3f9x'] },
  },
  number: {
    name: 'number',
    in: 'path',
    required: true,
    description: 'SWAPI’s number of a row.',
    schema: { type: 'integer', minimum: 1 },
  },
  scheduleId: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'The id of a schedule.',
    schema: { type: 'string', format: 'uuid' },
  },
  resource: {
    name: 'resource',
    in: 'path',
    required: true,
    description: 'What the datasets are about.',
    schema: { type: 'string', enum: [RESOURCE.path] },
  },
  ids: inQuery(
    'ids',
    `Up to ${PROGRESS_IDS_MAX} ids, separated by commas; by default, the running downloads.`,
    {
      type: 'string',
    },
  ),
  progressFormat: inQuery('format', 'Events, or the current state.', {
    type: 'string',
    enum: PROGRESS_FORMATS,
    default: PROGRESS_FORMATS[0],
  }),
  limit: limit(API_DEFAULT),
  datasetLimit: limit(DATASETS_STEP),
  requestLimit: limit(REQUESTS_STEP),
  barLimit: limit(BARS_MAX, BARS_MAX),
  offset: inQuery('offset', 'How many to skip.', { type: 'integer', minimum: 0, default: 0 }),
  datasetSearch: inQuery(
    'q',
    'Only datasets whose label, title, file name, source, status or date (25 Nov 2026) contains this, ignoring case ' +
      'and accents.',
    VALUE,
  ),
  datasetSort: inQuery(
    'sort',
    `What to sort by, separated by commas: ${DATASET_KEYS.join(', ')}; \`-\` reverses the order. Missing values last.`,
    { type: 'string', default: '-when', examples: ['-rows,when'] },
  ),
  datasetFolded: inQuery(
    FOLDED,
    '1 leaves out unchanged downloads where the dataset that they equal is in the list.',
    { type: 'integer', enum: [0, 1], default: 0 },
  ),
  search: inQuery('q', 'Any column contains this, ignoring case and accents.', VALUE),
  filter: inQuery(
    FILTER_PARAMETER,
    `A condition as in a URL: \`height__gt=180\`. Comparisons: ${OPERATORS}. ${CONDITION_VALUES}`,
    {
      type: 'array',
      maxItems: MAX_FILTERS,
      items: { type: 'string', pattern: `^(${DATASET_COLUMNS.join('|')})(__(${SUFFIXES.join('|')}))?=` },
    },
  ),
  columns: columns('The columns to return, in this order; all by default.'),
  countedColumns: {
    ...columns('The columns whose combinations of values are counted, in this order.'),
    required: true,
  },
  with: {
    ...inQuery('with', 'The dataset before: an id, `previous` or `latest`.', { type: 'string' }),
    required: true,
  },
  change: {
    ...inQuery('change', 'Kinds of changes; all by default.', {
      type: 'array',
      items: { type: 'string', enum: CHANGES },
    }),
    explode: false,
  },
  ignore: {
    ...listOfColumns('ignore', 'Columns that are not compared; empty for none.'),
    allowEmptyValue: true,
  },
  changed: inQuery('changed', 'Only rows whose value of this column changed.', {
    $ref: '#/components/schemas/Column',
  }),
  old: inQuery('old', 'With `changed`: the value before.', VALUE),
  new: inQuery('new', 'With `changed`: the value after.', VALUE),
  sort: inQuery(
    'sort',
    'Columns to sort by, separated by commas; `-` reverses the order. Numbers sort as numbers, missing values last.',
    { type: 'string', examples: ['-height,name'] },
  ),
  countSort: inQuery(
    'sort',
    '`count` and counted columns to sort by, separated by commas; `-` reverses the order. Ties are sorted by count, ' +
      'largest first, then by value.',
    { type: 'string', default: '-count', examples: ['homeworld,-count'] },
  ),
  format: inQuery('format', '`csv` and `ndjson` stream the whole result, without `limit` and `offset`.', {
    type: 'string',
    enum: VIEW_FORMATS,
    default: VIEW_FORMATS[0],
  }),
  fileFormat: inQuery('format', 'Which of the stored files.', {
    type: 'string',
    enum: FILE_FORMATS,
    default: FILE_FORMATS[0],
  }),
  for: inQuery(
    'for',
    'With `format=csv`: starts with a byte order mark, and puts an apostrophe before cells that begin like a formula.',
    { type: 'string', enum: ['spreadsheet'] },
  ),
  pictureView: inQuery('view', 'Two columns against each other, without `limit`, `offset` and `sort`.', {
    type: 'string',
    enum: PICTURE_VIEWS,
  }),
  theme: inQuery('theme', 'The color theme.', { type: 'string', enum: THEMES, default: THEMES[0] }),
  ...EQUALITIES,
  ...KEPT_BY,
} as const satisfies Record<string, ApiParameter>

export type ParameterKey = keyof typeof PARAMETERS

function limit(fallback: number, maximum = API_MAX): ApiParameter {
  return inQuery('limit', `How many at most, up to ${formatCount(maximum)}.`, {
    type: 'integer',
    minimum: 1,
    maximum,
    default: fallback,
  })
}

function columns(description: string): ApiParameter {
  return listOfColumns('columns', description)
}

function listOfColumns(name: string, description: string): ApiParameter {
  const schema = { type: 'array', items: { $ref: '#/components/schemas/Column' } }
  return { ...inQuery(name, description, schema), explode: false }
}

function inQuery(name: string, description: string, schema: Record<string, unknown>): ApiParameter {
  return { name, in: 'query', description, schema }
}
