/** What rows can be copied as. */
export const TEXT_FORMATS = ['CSV', 'JSON', 'Markdown'] as const

export type TextFormat = (typeof TEXT_FORMATS)[number]
