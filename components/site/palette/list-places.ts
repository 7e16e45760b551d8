/** What the palette offers without asking the server: pages, and what can be done with the view on the page. */
import { isCalled, type Place } from '@/components/site/palette/place'
import { DATASET_COLUMNS, type DatasetColumn } from '@/lib/datasets/model/columns'
import { foldText } from '@/lib/datasets/model/label'
import { countsHref } from '@/lib/search-params/counts'
import {
  DOWNLOAD_ANCHOR,
  dashboardHref,
  fileHref,
  receiptHref,
  requestsHref,
} from '@/lib/search-params/datasets'
import { deletedHref, retentionHref } from '@/lib/search-params/over-time/retention'
import { schedulesHref } from '@/lib/search-params/over-time/schedules'
import { datasetHref } from '@/lib/search-params/rows'

/** The dataset whose pages a URL belongs to, or null. */
export function readDatasetId(pathname: string): string | null {
  return /^\/datasets\/([^/]+)/.exec(pathname)?.[1] ?? null
}

/** Those that match the text. While nothing is typed, only pages. */
export function listPlaces(typed: string, pathname: string): Place[] {
  const id = readDatasetId(pathname)
  const pages = [...(id === null ? [] : listPagesOf(id)), ...PAGES]
  if (typed === '') return pages
  const view = readLinkedView()
  const actions = id === null ? [] : [...listCounts(id, typed, view), ...(view ? listFiles(id, view) : [])]
  return [...pages, ...actions, ...THEMES].filter((place) => isCalled(place, typed))
}

const PAGES: Place[] = [
  { label: 'All datasets', hint: 'page', href: dashboardHref() },
  { label: 'Schedules', hint: 'page', href: schedulesHref() },
  { label: 'Retention', hint: 'page', href: retentionHref() },
  { label: 'Deleted datasets', hint: 'page', href: deletedHref() },
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

/** The view of a page as its head links it: the same rows or counts as CSV and as JSON. */
interface LinkedView {
  csv: URL
  json: URL
}

/** Null on pages that show neither rows nor counts. */
function readLinkedView(): LinkedView | null {
  const find = (type: string): string | undefined =>
    document.querySelector<HTMLLinkElement>(`link[rel=alternate][type="${type}"]`)?.href
  const [csv, json] = [find('text/csv'), find('application/json')]
  return csv === undefined || json === undefined ? null : { csv: new URL(csv), json: new URL(json) }
}

/** Parameters that are no conditions. */
const NO_CONDITIONS = ['format', 'columns', 'sort', 'limit', 'offset']

/** One column each; or, for "count homeworld gender", those together. Under the conditions in force. */
function listCounts(id: string, typed: string, view: LinkedView | null): Place[] {
  const conditions = new URLSearchParams(view?.csv.search)
  for (const name of NO_CONDITIONS) conditions.delete(name)
  const kept = conditions.size > 0 ? `&${conditions.toString()}` : ''
  const toPlace = (columns: DatasetColumn[], alias: string): Place => ({
    label: `Count ${columns.join(', ')}`,
    hint: 'this dataset',
    href: countsHref(id, { columns }) + kept,
    alias,
  })
  const together = readColumns(typed)
  const each = DATASET_COLUMNS.map((column) => toPlace([column], column.replaceAll('_', ' ')))
  return together.length > 1 ? [toPlace(together, typed), ...each] : each
}

/** The columns that the words after "count" begin, or else are part of; none if a word is of no column. */
function readColumns(typed: string): DatasetColumn[] {
  const [verb, ...words] = foldText(typed).split(/[\s,]+/)
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

/** The view as files. */
function listFiles(id: string, { csv, json }: LinkedView): Place[] {
  const hint = 'this view'
  const change = (name: string, value: string): string => {
    const changed = new URL(csv)
    changed.searchParams.set(name, value)
    return changed.href
  }
  return [
    { label: 'Export CSV', hint, file: csv.href },
    { label: 'Export CSV for spreadsheets', hint, file: change('for', 'spreadsheet') },
    { label: 'Export JSON', hint: 'this page', file: json.href },
    { label: 'Export NDJSON', hint, file: change('format', 'ndjson') },
    { label: 'Export Parquet', hint: 'this dataset', file: fileHref(id, 'parquet') },
  ]
}
