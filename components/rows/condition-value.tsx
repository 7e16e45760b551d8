'use client'

import { useRouter } from 'next/navigation'
import { type ComponentProps, type JSX, useEffect, useId, useRef, useState } from 'react'
import type { ValueSuggestions } from '@/components/facets/value-suggestions'
import { Input } from '@/components/ui/input'
import { type DatasetColumn, DATASET_COLUMNS } from '@/lib/datasets/model/columns'
import type { Selection } from '@/lib/datasets/model/view'
import { MAX_VALUE_LENGTH } from '@/lib/search-params/condition'
import { CONDITION_FIELDS } from '@/lib/search-params/rows'

/**
 * The value of a new condition, with the values of the chosen column as suggestions. It also sends its form: straight to
 * the URL of the result, because a redirect would lose the place in the page. The code for both is loaded on demand.
 */
export function ConditionValue({ id, filters, q }: Selection & { id: string }): JSX.Element {
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  const [Suggestions, setSuggestions] = useState<{ List: typeof ValueSuggestions } | null>(null)
  const [typed, setTyped] = useState<{ column: DatasetColumn; search: string } | null>(null)
  const listId = useId()

  useEffect(() => {
    const form = input.current?.form
    async function submit(event: SubmitEvent): Promise<void> {
      if (!(event.currentTarget instanceof HTMLFormElement)) return
      const [action, sent] = [event.currentTarget.action, new FormData(event.currentTarget)]
      event.preventDefault()
      const { conditionHref } = await import('@/components/facets/condition-href')
      router.push(conditionHref(id, action, sent), { scroll: false })
    }
    const listen = (event: SubmitEvent): void => void submit(event)
    form?.addEventListener('submit', listen)
    return () => form?.removeEventListener('submit', listen)
  }, [id, router])

  async function suggest(): Promise<void> {
    const { value = '', form } = input.current ?? {}
    const select = form?.elements.namedItem(CONDITION_FIELDS.column)
    const chosen = select instanceof HTMLSelectElement ? select.value : ''
    const column = DATASET_COLUMNS.find((one) => one === chosen)
    if (column === undefined) return
    setTyped({ column, search: value.trim() })
    const { ValueSuggestions: List } = await import('@/components/facets/value-suggestions')
    setSuggestions({ List })
  }

  const onDemand: ComponentProps<'input'> = { onFocus: () => void suggest(), onInput: () => void suggest() }
  return (
    <>
      <Input
        ref={input}
        name={CONDITION_FIELDS.value}
        maxLength={MAX_VALUE_LENGTH}
        autoComplete="off"
        list={Suggestions ? listId : undefined}
        {...onDemand}
      />
      {Suggestions && typed ? (
        <Suggestions.List listId={listId} id={id} selection={{ filters, q }} {...typed} />
      ) : null}
    </>
  )
}
