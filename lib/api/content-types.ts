/** The content types of API responses. */
export const CONTENT_TYPES = {
  json: 'application/json',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  events: 'text/event-stream; charset=utf-8',
} as const
