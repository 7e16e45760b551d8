'use client'

import { useEffect, useRef, type JSX } from 'react'
import { useFormStatus } from 'react-dom'
import type { DatasetColumn } from '@/lib/datasets/types'

/**
 * In the form that picks columns: ticking a box counts at once, and the address keeps the order in which boxes were
 * ticked. The form itself stays what it is without JavaScript.
 */
export function CountAtOnce({ columns }: { columns: DatasetColumn[] }): JSX.Element {
  const place = useRef<HTMLParagraphElement>(null)
  const { pending } = useFormStatus()
  const isFirst = useRef(true)
  const address = columns.join()

  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    // Boxes follow the address, but what was ticked before this code came is not taken back.
    if (!isFirst.current) form.reset()
    isFirst.current = false
    const inForm = form
    let order = address.split(',')

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
      readOrder()
      inForm.requestSubmit()
    }
    if (readOrder().join() !== address) submit()
    form.addEventListener('change', submit)
    form.addEventListener('formdata', writeColumns)
    return () => {
      form.removeEventListener('change', submit)
      form.removeEventListener('formdata', writeColumns)
    }
  }, [address])

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
