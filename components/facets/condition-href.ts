import { DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import { unfoldKept } from '@/lib/search-params/kept'
import { CONDITION_FIELDS, nameCondition } from '@/lib/search-params/conditions/new-condition'

type Param = [name: string, value: string]

/**
 * The URL of a form's result: what the form keeps, and its new condition. The page would redirect there, and reports what it
 * cannot understand. `path` is the page.
 */
export function conditionHref(path: string, form: FormData): string {
  const text = (name: string): string => String(form.get(name) ?? '')
  const { column, operator, value } = CONDITION_FIELDS
  const kept = [...form]
    .filter(([name]) => name !== column && name !== operator && name !== value)
    .flatMap(([name, one]) => unfoldKept([name, String(one)]))
  const added = nameCondition(text(column), text(operator), text(value))
  const isThere = kept.some((param) => param.join('=') === added.join('='))
  const params = isThere ? kept : [...kept, added]
  const ordered = params.toSorted(([a], [b]) => rankOf(a) - rankOf(b))
  return `${path}?${ordered.map(writeParam).join('&')}`
}

/** Columns come first in a URL, then conditions, search and order. */
function rankOf(name: string): number {
  if (DATASET_COLUMNS.some((column) => column === name.split('__')[0])) return 1
  return { columns: 0, q: 2, sort: 3 }[name] ?? 4
}

/** Lists of columns stay readable. */
function writeParam([name, value]: Param): string {
  return `${name}=${name === 'columns' || name === 'sort' ? value : encodeURIComponent(value)}`
}
