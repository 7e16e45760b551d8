'use client'

import { useState, type JSX } from 'react'
import { TEXT_FORMATS, type TextFormat } from '@/components/rows/text-formats'
import { Button } from '@/components/ui/button'
import { formatQuantity } from '@/lib/format'

/** Copies the rows on the page as text, fetched on demand so that the page does not contain them twice. */
export function CopyRows({ address }: { address: string }): JSX.Element {
  const [message, setMessage] = useState('')

  async function copy(format: TextFormat): Promise<void> {
    setMessage('')
    setMessage(await copyRows(address, format).catch(() => 'Copying failed. Please try again.'))
  }

  return (
    <div className="flex flex-wrap items-center gap-2 noscript:hidden">
      {TEXT_FORMATS.map((format) => (
        <Button key={format} type="button" variant="outline" size="sm" onClick={() => void copy(format)}>
          {`Copy as ${format}`}
        </Button>
      ))}
      <p role="status" className="text-muted-foreground empty:hidden">
        {message}
      </p>
    </div>
  )
}

/** Copies rows to the clipboard; returns a message about the result. */
async function copyRows(address: string, format: TextFormat): Promise<string> {
  if (!window.isSecureContext || !('clipboard' in navigator)) {
    return 'Browsers allow copying only over HTTPS or on localhost. The links return the same rows.'
  }
  let count = 0
  const text = fetchRows(address).then(async (rows) => {
    count = rows.length
    const { writeRows } = await import('@/components/rows/rows-text')
    return new Blob([writeRows(rows, format)], { type: 'text/plain' })
  })
  // The text may arrive later, but Safari requires the call during the user's click.
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })])
  return `Copied ${formatQuantity(count, 'row')} as ${format}.`
}

async function fetchRows(address: string): Promise<Record<string, string>[]> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(60_000) })
  if (!answer.ok) throw new Error(`GET ${address} answered ${answer.status}`)
  const { rows } = (await answer.json()) as { rows: Record<string, string>[] }
  return rows
}
