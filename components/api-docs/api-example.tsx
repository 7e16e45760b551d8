'use client'

import { lazy, Suspense, useState, type JSX, type MouseEvent } from 'react'
import { Button, buttonVariants } from '@/components/ui/button'

/** Loaded on first use. */
const TryRequest = lazy(() => import('@/components/api-docs/try-request'))

interface ApiExampleProps {
  /** As a command. */
  command: string
  /** What to open in a browser; null when that is not possible. */
  path: string | null
}

/** A command to copy. A request that only reads can be tried in place; without JavaScript, the link opens its answer. */
export function ApiExample({ command, path }: ApiExampleProps): JSX.Element {
  const [isOpen, setOpen] = useState(false)

  function open(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return // in a new tab or window
    event.preventDefault()
    setOpen(!isOpen)
  }
  return (
    <div className="flex flex-col gap-2">
      <pre tabIndex={0} className="bg-muted overflow-x-auto rounded-md p-3 text-xs">
        <code className="font-mono">{command}</code>
      </pre>
      <div className="flex flex-wrap items-center gap-2">
        <CopyCommand command={command} />
        {path === null ? null : (
          <a href={path} onClick={open} className={buttonVariants({ variant: 'outline', size: 'sm' })}>
            {isOpen ? 'Close' : 'Try it'}
          </a>
        )}
      </div>
      {isOpen && path !== null ? (
        <Suspense>
          <TryRequest path={path} />
        </Suspense>
      ) : null}
    </div>
  )
}

function CopyCommand({ command }: { command: string }): JSX.Element {
  const [message, setMessage] = useState('')

  async function copy(): Promise<void> {
    setMessage('')
    try {
      await navigator.clipboard.writeText(command)
      setMessage('Copied.')
    } catch {
      setMessage('Browsers allow copying only over HTTPS or on localhost. Select the text instead.')
    }
  }
  return (
    <>
      <Button
        type="button"
        variant="outline"
        size="sm"
        className="noscript:hidden"
        onClick={() => void copy()}
      >
        Copy
      </Button>
      <p role="status" className="text-muted-foreground order-last empty:hidden">
        {message}
      </p>
    </>
  )
}
