'use client'

import type { JSX, ReactNode } from 'react'
import { ThemeProvider as NextThemesProvider } from 'next-themes'

/** Follows the system's light or dark theme until the reader picks one, and sets it before the first paint. */
export function ThemeProvider({ children }: { children: ReactNode }): JSX.Element {
  return (
    <NextThemesProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      {children}
    </NextThemesProvider>
  )
}
