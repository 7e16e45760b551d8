import type { BenchData } from '../data'
import type { BenchServer } from './process'

/** What every part of the server benchmark receives. */
export interface ServerBench {
  server: BenchServer
  data: BenchData
  /** A downloaded dataset of 82 people. */
  archiveId: string
  /** A local SWAPI with many people, one of the server's sources. */
  swapiUrl: string
  /** A local SWAPI with the same 82 people, three of them edited, one of the server's sources. */
  editedUrl: string
  isQuick: boolean
}

/** work | measured | goal */
export type ServerRow = [what: string, measured: string, goal: string]

/** A page of rows at the start, in the middle and at the end of the generated dataset. */
export function rowsUrls({ server, data }: ServerBench): string[] {
  const { id, rowCount } = data.dataset
  return [0, Math.floor(rowCount / 2), rowCount - 100].map(
    (offset) => `${server.url}/api/datasets/${id}/rows?limit=100&offset=${offset}`,
  )
}
