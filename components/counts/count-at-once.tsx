'use client'

import { type JSX, useLayoutEffect, useRef } from 'react'
import { useFormStatus } from 'react-dom'
import type { DatasetColumn } from '@/lib/datasets/model/columns'

/**
 * In the column picker: ticking a box counts at once, and the URL keeps the order in which boxes were ticked.
 * The form itself also works without JavaScript.
 */
export function CountAtOnce({ columns }: { columns: DatasetColumn[] }): JSX.Element {
  const place = useRef<HTMLParagraphElement>(null)
  const { pending } = useFormStatus()
  const isFirst = useRef(true)
  /** Column orders requested but not yet shown; the last one is what the visitor wants. */
  const asked = useRef<string[]>([])
  const address = columns.join()

  // Before the next click, not after the paint: a click in between would be lost.
  useLayoutEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    const isEarlier = asked.current.includes(address) && asked.current.at(-1) !== address
    const wanted = isEarlier ? (asked.current.at(-1) ?? '') : address
    if (!isEarlier) asked.current = []
    // Boxes follow the URL, but ticks made before this code loaded or after this request was sent stay.
    if (!isFirst.current && !isEarlier) form.reset()
    isFirst.current = false
    const inForm = form
    let order = wanted.split(',')

    function readOrder(): string[] {
      const ticked = [...inForm.querySelectorAll<HTMLInputElement>('[name=columns]:checked')].map(
        ({ value }) => value,
      )
      order = [
        ...order.filter((column) => ticked.includes(column)),
        ...ticked.filter((column) => !order.includes(column)),
      ]
      return order
    }
    function writeColumns({ formData }: FormDataEvent): void {
      formData.delete('columns')
      if (readOrder().length > 0) formData.set('columns', order.join())
    }
    function submit(): void {
      asked.current.push(readOrder().join())
      inForm.requestSubmit()
    }
    if (readOrder().join() !== wanted) submit()
    form.addEventListener('change', submit)
    form.addEventListener('formdata', writeColumns)
    return () => {
      form.removeEventListener('change', submit)
      form.removeEventListener('formdata', writeColumns)
    }
  }, [address])

  // Forms encode commas as `%2C`; keep the shared URL readable.
  useLayoutEffect(() => {
    const readable = window.location.href.replaceAll('%2C', ',')
    if (readable !== window.location.href) window.history.replaceState(null, '', readable)
  }, [address])

  // A request may never be shown: it matched the current view, or a link led elsewhere.
  useLayoutEffect(() => {
    if (!pending) asked.current = []
  }, [pending])

  return (
    <p
      ref={place}
      role="status"
      data-counting={pending || undefined}
      className="text-muted-foreground text-sm"
    >
      {pending ? 'Counting…' : ''}
    </p>
  )
}
