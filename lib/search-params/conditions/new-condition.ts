/** The parameter that a form sends in parts. Small, because the form's page loads it. */

/** The field names of the form that adds a condition: together, they make one parameter. */
export const CONDITION_FIELDS = { column: 'where', operator: 'is', value: 'value' } as const

/** The parameter of a comparison. Blanks around what was typed are dropped. */
export function nameCondition(
  column: string,
  operator: string,
  typed: string,
): [name: string, value: string] {
  const [, blank] = /^isblank([01])$/.exec(operator) ?? []
  if (blank !== undefined) return [`${column}__isblank`, blank]
  return [operator === 'eq' ? column : `${column}__${operator}`, typed.trim()]
}
