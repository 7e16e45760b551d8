'use client'

import { useState, type JSX, type ReactNode } from 'react'
import { ThemeProvider as NextThemesProvider } from 'next-themes'

interface ThemeProviderProps {
  /** What the document's policy wants its scripts and styles to carry. */
  nonce: string | undefined
  children: ReactNode
}

/** Follows the system's light or dark theme until the reader picks one, and sets it before the first paint. */
export function ThemeProvider({ nonce, children }: ThemeProviderProps): JSX.Element {
  // A refresh brings the nonce of another answer, and the document keeps the policy that it came with.
  const [firstNonce] = useState(nonce)
  return (
    <NextThemesProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      nonce={firstNonce}
    >
      {children}
    </NextThemesProvider>
  )
}
