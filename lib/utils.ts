import { clsx, type ClassValue } from 'clsx'

/**
 * Joins class names. Two Tailwind classes must not contradict each other, or the stylesheet decides which one counts:
 * what a component leaves to others is a variant of it, and `!` overrides the rest. The browser tests look for it.
 */
export function cn(...inputs: ClassValue[]): string {
  return clsx(inputs)
}
