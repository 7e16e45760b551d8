'use client'

import { ThemeProvider as NextThemesProvider } from 'next-themes'
import { useState, type JSX, type ReactNode } from 'react'

interface ThemeProviderProps {
  /** The nonce that the content security policy requires on scripts and styles. */
  nonce: string | undefined
  children: ReactNode
}

/** Follows the system theme until the visitor picks one, and sets it before the first paint. */
export function ThemeProvider({ nonce, children }: ThemeProviderProps): JSX.Element {
  // A refresh brings another response's nonce, but the document keeps its original policy.
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
