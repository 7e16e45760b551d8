'use client'

import type { JSX } from 'react'
import { Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { Button } from '@/components/ui/button'

/** Switches between light and dark; going back to what the system has means following the system again. */
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
      <Sun aria-hidden className="hidden dark:block" />
      <Moon aria-hidden className="dark:hidden" />
    </Button>
  )
}
