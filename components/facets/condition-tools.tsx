import { useRouter } from 'next/navigation'
import { type JSX, useEffect, useId, useRef, useState } from 'react'
import { conditionHref } from '@/components/facets/condition-href'
import { ValueSuggestions } from '@/components/facets/value-suggestions'
import { type DatasetColumn, DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Selection } from '@/lib/datasets/model/view'
import { CONDITION_FIELDS } from '@/lib/search-params/conditions/new-condition'

export interface ConditionToolsProps extends Selection {
  id: string
}

/**
 * In the form for a condition: suggests the values of the chosen column, and sends the form straight to the URL of its
 * result, because a redirect would lose the place in the page.
 */
export function ConditionTools({ id, filters, q }: ConditionToolsProps): JSX.Element {
  const router = useRouter()
  const place = useRef<HTMLSpanElement>(null)
  const listId = useId()
  const [typed, setTyped] = useState<{ column: DatasetColumn; search: string } | null>(null)

  useEffect(() => {
    const form = place.current?.closest('form')
    const field = form?.elements.namedItem(CONDITION_FIELDS.value)
    if (!form || !(field instanceof HTMLInputElement)) return
    const inForm = form
    const suggest = (): void => {
      const asked = new FormData(inForm).get(CONDITION_FIELDS.column)
      const column = DATASET_COLUMNS.find((one) => one === asked)
      if (column) setTyped({ column, search: field.value.trim() })
    }
    const send = (event: SubmitEvent): void => {
      event.preventDefault()
      router.push(conditionHref(new URL(inForm.action).pathname, new FormData(inForm)), { scroll: false })
    }
    field.setAttribute('list', listId)
    form.addEventListener('submit', send)
    field.addEventListener('focus', suggest)
    field.addEventListener('input', suggest)
    if (document.activeElement === field) field.dispatchEvent(new Event('input'))
    return () => {
      form.removeEventListener('submit', send)
      field.removeEventListener('focus', suggest)
      field.removeEventListener('input', suggest)
    }
  }, [router, listId])

  return (
    <span ref={place} hidden>
      {typed ? <ValueSuggestions listId={listId} id={id} selection={{ filters, q }} {...typed} /> : null}
    </span>
  )
}
