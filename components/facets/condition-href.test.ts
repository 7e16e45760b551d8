import { conditionHref } from '@/components/facets/condition-href'
import { addFilter } from '@/lib/datasets/model/view'
import { keptField } from '@/lib/search-params/kept'
import { datasetHref, keptParams, parseNewCondition, parseRowsParams } from '@/lib/search-params/rows'

const VIEWS = [
  '',
  'columns=name,height&homeworld=Tatooine&height__gt=150&q=a%26b&sort=-height,name&head=folded',
  'name=line%0Abreak&hair_color__in=%22brown%2C%20grey%22%2Cblond&sort=name',
]
const CONDITIONS = [
  ['homeworld', 'eq', ' Tatooine '],
  ['height', 'gte', '150'],
  ['mass', 'isblank0', 'ignored'],
  ['hair_color', 'in', 'a,"b, c"'],
  ['name', 'contains', 'é&='],
] as const

/** What the page of the form would redirect to. */
function redirectOf(view: ReturnType<typeof parseRowsParams>, form: FormData): string {
  const added = parseNewCondition(Object.fromEntries([...form].map(([name, value]) => [name, String(value)])))
  if (!added?.filter) throw new Error('The condition is invalid.')
  return datasetHref('k3f9x', { ...view, filters: addFilter(view.filters, added.filter) })
}

test.each(VIEWS.flatMap((view) => CONDITIONS.map((condition) => [view, condition] as const)))(
  'from "%s", the condition %j leads to where the page would redirect',
  (query, [where, is, value]) => {
    const view = parseRowsParams(Object.fromEntries(new URLSearchParams(query)))
    const form = new FormData()
    for (const [name, kept] of keptField(keptParams(view))) form.append(name, kept)
    form.append('where', where)
    form.append('is', is)
    form.append('value', value)
    expect(conditionHref('/datasets/k3f9x', form)).toBe(redirectOf(view, form))
  },
)
