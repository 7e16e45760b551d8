'use client'

import { useState, type JSX } from 'react'
import { TEXT_FORMATS, writeRows, type TextFormat } from '@/components/rows-text'
import { Button } from '@/components/ui/button'
import { formatQuantity } from '@/lib/format'

/** Copies the rows of a page as text. They are fetched when they are asked for, so that the page does not carry them twice. */
export function CopyRows({ address }: { address: string }): JSX.Element {
  const [message, setMessage] = useState('')

  async function copy(format: TextFormat): Promise<void> {
    setMessage('')
    setMessage(await copyRows(address, format).catch(() => 'Copying did not work. Please try again.'))
  }

  return (
    <div className="flex flex-wrap items-center gap-2 noscript:hidden">
      {TEXT_FORMATS.map((format) => (
        <Button key={format} type="button" variant="outline" size="sm" onClick={() => void copy(format)}>
          Copy as {format}
        </Button>
      ))}
      <p role="status" className="text-muted-foreground empty:hidden">
        {message}
      </p>
    </div>
  )
}

/** Puts rows on the clipboard; returns what to say of it. */
async function copyRows(address: string, format: TextFormat): Promise<string> {
  if (!window.isSecureContext || !('clipboard' in navigator)) {
    return 'Browsers let pages copy only over https or on this machine. The links give the same rows.'
  }
  let count = 0
  const text = fetchRows(address).then((rows) => {
    count = rows.length
    return new Blob([writeRows(rows, format)], { type: 'text/plain' })
  })
  // The text may come later, but Safari wants to be asked while the person is still pressing the button.
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })])
  return `Copied ${formatQuantity(count, 'row')} as ${format}.`
}

async function fetchRows(address: string): Promise<Record<string, string>[]> {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`GET ${address} answered ${answer.status}`)
  const { rows } = (await answer.json()) as { rows: Record<string, string>[] }
  return rows
}
