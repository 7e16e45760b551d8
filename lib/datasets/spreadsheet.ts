/** What a spreadsheet program takes for the beginning of a formula; full-width forms count in some languages. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const PLAIN_NUMBER = /^[+-]?\d+([.,]\d+)*(e[+-]?\d+)?$/i

/**
 * A value that a spreadsheet program shows and does not compute: what begins like a formula gets an apostrophe in
 * front, plain numbers such as `-3` stay. See https://owasp.org/www-community/attacks/CSV_Injection
 */
export function neutralizeCell<T>(value: T): T | string {
  const isFormula = typeof value === 'string' && FORMULA.test(value) && !PLAIN_NUMBER.test(value)
  return isFormula ? `'${value}` : value
}
