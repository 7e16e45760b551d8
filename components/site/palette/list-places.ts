/** What the palette offers without asking the server: pages, and what can be done with the view in the address bar. */
import { fold, isCalled, type Place } from '@/components/site/palette/place'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { EVERYTHING, type Selection } from '@/lib/datasets/model/view'
import { countsExportHref, countsHref, parseCountsParams } from '@/lib/search-params/counts'
import {
  DOWNLOAD_ANCHOR,
  dashboardHref,
  fileHref,
  receiptHref,
  requestsHref,
} from '@/lib/search-params/datasets'
import type { SearchParams } from '@/lib/search-params/query'
import { datasetHref, parseRowsParams, rowsFileHref } from '@/lib/search-params/rows'

/** The dataset whose pages a URL belongs to, or null. */
export function readDatasetId(pathname: string): string | null {
  return /^\/datasets\/([^/]+)/.exec(pathname)?.[1] ?? null
}

/** Those that match the text. While nothing is typed, only pages. */
export function listPlaces(typed: string, pathname: string, search: string): Place[] {
  const id = readDatasetId(pathname)
  const pages = [...(id === null ? [] : listPagesOf(id)), ...PAGES]
  if (typed === '') return pages
  const view = readView(pathname, search)
  const actions = id === null ? [] : [...listCounts(id, typed, view.selection), ...listFiles(id, view)]
  return [...pages, ...actions, ...THEMES].filter((place) => isCalled(place, typed))
}

const PAGES: Place[] = [
  { label: 'All datasets', hint: 'page', href: dashboardHref() },
  { label: 'API', hint: 'page', href: '/api-docs' },
  // It leads to the button, and leaves it to the visitor to press it: a word typed here changes nothing.
  { label: 'Download latest', hint: 'dashboard', file: `${dashboardHref()}#${DOWNLOAD_ANCHOR}` },
]

const THEMES: Place[] = ['light', 'dark', 'system'].map((theme) => ({
  label: `Theme: ${theme}`,
  hint: 'appearance',
  theme,
}))

function listPagesOf(id: string): Place[] {
  const hint = 'this dataset'
  return [
    { label: 'Rows', hint, href: datasetHref(id) },
    { label: 'Counts', hint, href: countsHref(id) },
    { label: 'Receipt', hint, href: receiptHref(id) },
    { label: 'Requests', hint, href: requestsHref(id) },
  ]
}

interface View {
  counts: boolean
  params: SearchParams
  selection: Selection
}

/** The view in the address bar: of rows or counts, or the whole dataset on its other pages. */
function readView(pathname: string, search: string): View {
  const sent = new URLSearchParams(search)
  const params = Object.fromEntries([...sent.keys()].map((name) => [name, sent.getAll(name)]))
  const [, , , page] = pathname.split('/')
  if (page !== undefined && page !== 'counts') return { counts: false, params: {}, selection: EVERYTHING }
  const { filters, q } = parseRowsParams(params)
  return { counts: page === 'counts', params, selection: { filters, q } }
}

/** One column each; or, for "count homeworld gender", those together. Under the conditions in force. */
function listCounts(id: string, typed: string, selection: Selection): Place[] {
  const together = readColumns(typed)
  const toPlace = (columns: DatasetColumn[], alias?: string): Place => ({
    label: `Count ${columns.join(', ')}`,
    hint: 'this dataset',
    href: countsHref(id, { ...selection, columns }),
    ...(alias !== undefined && { alias }),
  })
  const each = DATASET_COLUMNS.map((column) => toPlace([column], column.replaceAll('_', ' ')))
  return together.length > 1 ? [toPlace(together, typed), ...each] : each
}

/** The columns that the words after "count" begin, or else are part of; none if a word is of no column. */
function readColumns(typed: string): DatasetColumn[] {
  const [verb, ...words] = fold(typed).split(/[\s,]+/)
  if (verb !== 'count') return []
  const columns: DatasetColumn[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const two = DATASET_COLUMNS.find((column) => column.startsWith(`${word}_${words[index + 1] ?? ' '}`))
    const column =
      two ??
      DATASET_COLUMNS.find((name) => name.startsWith(word)) ??
      DATASET_COLUMNS.find((name) => name.includes(word))
    if (column === undefined) return []
    if (two !== undefined) index += 1
    if (!columns.includes(column)) columns.push(column)
  }
  return columns
}

/** The view in the address bar as files. */
function listFiles(id: string, { counts, params }: View): Place[] {
  const asked = parseCountsParams(params)
  const isCounted = counts && asked.columns.length > 0
  const rows = parseRowsParams(params)
  const hrefFor = (format: 'csv' | 'ndjson' | 'json'): string =>
    isCounted ? countsExportHref(id, asked, format) : rowsFileHref(id, rows, format)
  const hint = isCounted ? 'these counts' : 'these rows'
  return [
    { label: 'Export CSV', hint, file: hrefFor('csv') },
    {
      label: 'Export CSV for spreadsheets',
      hint,
      file: isCounted ? countsExportHref(id, asked, 'csv', true) : rowsFileHref(id, rows, 'spreadsheet'),
    },
    { label: 'Export JSON', hint: 'this page', file: hrefFor('json') },
    { label: 'Export NDJSON', hint, file: hrefFor('ndjson') },
    { label: 'Export Parquet', hint: 'this dataset', file: fileHref(id, 'parquet') },
  ]
}
