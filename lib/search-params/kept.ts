/**
 * Parameters that a form carries along. Browsers turn every line break in a form's values into CR LF, and HTML supports
 * neither CR nor NUL: if a value has one of these, all parameters are sent as one, encoded as in a URL.
 */

/** The name of that one parameter, for pages only: they turn it into a regular URL. */
export const KEPT = 'kept'

type Param = [name: string, value: string]

/** What to put into a form's hidden fields. */
export function keptField(params: Param[]): Param[] {
  const isSafe = params.every(([, value]) => !/[\r\n\0]/.test(value))
  return isSafe ? params : [[KEPT, new URLSearchParams(params).toString()]]
}

/** Expands a parameter: to itself, or to those that a form carried along. */
export function unfoldKept(param: Param): Param[] {
  const [name, value] = param
  return name === KEPT ? [...new URLSearchParams(value)] : [param]
}
