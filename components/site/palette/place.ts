/** What the command palette leads to. */
import { foldText } from '@/lib/datasets/model/label'

interface Called {
  label: string
  hint: string
  /** Found by this too, besides its label. */
  alias?: string
}

/** A page; what the browser itself opens or saves, such as a file; or a theme to switch to. */
export type Place = Called & ({ href: string } | { file: string } | { theme: string })

/** What was found, and what is wrong or still to come, as a sentence. */
export interface Found {
  places: Place[]
  problem: string | null
}

/** Tells places apart. */
export function keyOf(place: Place): string {
  return `${place.label} ${'href' in place ? place.href : 'file' in place ? place.file : place.theme}`
}

/** Whether each typed word is part of its name. */
export function isCalled({ label, alias = '' }: Place, typed: string): boolean {
  const name = foldText(`${label} ${alias}`)
  return foldText(typed)
    .split(/\s+/)
    .every((word) => name.includes(word))
}
