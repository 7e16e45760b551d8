import type { JSX } from 'react'

/** The mark of Holocron: a small cube with something glowing inside. */
export function NameMark({ className }: { className?: string }): JSX.Element {
  return (
    <svg aria-hidden viewBox="0 0 24 24" fill="none" className={className}>
      <g stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round">
        <path d="M12 2.2 20.5 7v10L12 21.8 3.5 17V7Z" />
        <path d="M3.5 7 12 12l8.5-5M12 12v9.8" />
      </g>
      <circle cx="12" cy="12" r="2.2" fill="currentColor" />
    </svg>
  )
}
