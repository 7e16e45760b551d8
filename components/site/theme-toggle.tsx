'use client'

import { useTheme } from 'next-themes'
import type { JSX } from 'react'
import { Button } from '@/components/ui/button'

/** Switches between light and dark; switching back to the system's theme follows the system again. */
export function ThemeToggle(): JSX.Element {
  const { resolvedTheme, systemTheme, setTheme } = useTheme()

  function toggle(): void {
    const next = resolvedTheme === 'dark' ? 'light' : 'dark'
    setTheme(next === systemTheme ? 'system' : next)
  }

  return (
    <Button
      type="button"
      variant="ghost"
      size="icon"
      aria-label="Switch between light and dark"
      title="Switch between light and dark"
      className="noscript:hidden"
      onClick={toggle}
    >
      <svg aria-hidden viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2">
        <circle cx="12" cy="12" r="9" />
        <path d="M12 3a9 9 0 0 1 0 18Z" fill="currentColor" />
      </svg>
    </Button>
  )
}
