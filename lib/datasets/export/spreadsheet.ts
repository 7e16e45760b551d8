/** What spreadsheet programs treat as the start of a formula, in some languages also in full-width form. */
export const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
export const PLAIN_NUMBER = /^[+-]?\d+([.,]\d+)*(e[+-]?\d+)?$/i

/**
 * Makes a value safe from evaluation by a spreadsheet program: anything that starts like a formula is
 * prefixed with an apostrophe; plain numbers such as `-3` are kept. See
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function neutralizeCell<T>(value: T): T | string {
  const isFormula = typeof value === 'string' && FORMULA.test(value) && !PLAIN_NUMBER.test(value)
  return isFormula ? `'${value}` : value
}
