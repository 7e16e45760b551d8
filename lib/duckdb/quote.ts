/** A text literal. For paths, which DuckDB's table functions cannot always take as bound values. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A column name as an identifier, which cannot be bound. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
