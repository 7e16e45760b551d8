/** Quotes a text literal, for paths, which DuckDB's table functions do not always accept as bound values. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Quotes a column name as an identifier, which cannot be bound. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
