/**
 * Parameters that a form carries along. A browser turns every line break of a form's values into CR LF, and HTML knows
 * neither CR nor NUL: where a value has one of them, all parameters travel as one, encoded as they are in an address.
 */

/** The name of that one parameter, for pages only: they turn it into an address of the usual kind. */
export const KEPT = 'kept'

type Param = [name: string, value: string]

/** What to put into a form's hidden fields. */
export function keptField(params: Param[]): Param[] {
  const isSafe = params.every(([, value]) => !/[\r\n\0]/.test(value))
  return isSafe ? params : [[KEPT, new URLSearchParams(params).toString()]]
}

/** The parameters that a parameter stands for: itself, or those that a form carried along. */
export function unfoldKept(param: Param): Param[] {
  const [name, value] = param
  return name === KEPT ? [...new URLSearchParams(value)] : [param]
}
