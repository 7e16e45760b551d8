import 'server-only'
import { AppError } from '@/lib/errors'

/** The parameters that choose the response format; views read the rest. */
export const FORMAT_PARAMETERS = ['format', 'for'] as const

export const VIEW_FORMATS = ['json', 'csv', 'ndjson'] as const
export const FILE_FORMATS = ['csv', 'parquet'] as const

export interface Format<F extends string> {
  format: F
  forSpreadsheet: boolean
}

/**
 * Reads `format`, by default the first one, and `for=spreadsheet`, which is for CSV only.
 * @throws AppError `invalid`
 */
export function readFormat<F extends string>(request: Request, formats: readonly F[]): Format<F> {
  const params = new URL(request.url).searchParams
  for (const name of FORMAT_PARAMETERS) {
    if (params.getAll(name).length > 1) throw new AppError('invalid', `${name} may be given only once.`)
  }
  const asked = params.get('format') ?? formats[0]
  const format = formats.find((known) => known === asked)
  if (format === undefined) throw new AppError('invalid', `The format must be ${listChoices(formats)}.`)
  const purpose = params.get('for')
  if (purpose !== null && (purpose !== 'spreadsheet' || format !== 'csv')) {
    throw new AppError('invalid', 'for can only be spreadsheet, together with format=csv.')
  }
  return { format, forSpreadsheet: purpose !== null }
}

function listChoices(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`
}
