/**
 * Fonts: Geist, and Geist Mono for identifiers. Letters beyond Latin-1 are loaded only where they occur. A font that comes
 * late is used from the next page on: exchanging it would move everything.
 */
import localFont from 'next/font/local'

const sans = localFont({
  src: '../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2',
  weight: '100 900',
  display: 'optional',
  variable: '--font-sans-latin',
})

const sansExtended = localFont({
  src: '../node_modules/@fontsource-variable/geist/files/geist-latin-ext-wght-normal.woff2',
  weight: '100 900',
  display: 'optional',
  variable: '--font-sans-extended',
  preload: false,
  adjustFontFallback: false,
  // Next.js parses these options without running them, so shared values must be repeated.
  declarations: [{ prop: 'unicode-range', value: 'U+0100-02BA, U+02BD-02C5, U+1E00-1E9F, U+20A0-20AB' }],
})

const mono = localFont({
  src: '../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2',
  weight: '100 900',
  display: 'optional',
  variable: '--font-mono-latin',
  adjustFontFallback: false,
})

const monoExtended = localFont({
  src: '../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-ext-wght-normal.woff2',
  weight: '100 900',
  display: 'optional',
  variable: '--font-mono-extended',
  preload: false,
  adjustFontFallback: false,
  declarations: [{ prop: 'unicode-range', value: 'U+0100-02BA, U+02BD-02C5, U+1E00-1E9F, U+20A0-20AB' }],
})

/** For the root element: classes that define the variables used in tailwind.config.ts. */
export const fontVariables = [sans, sansExtended, mono, monoExtended]
  .map(({ variable }) => variable)
  .join(' ')
