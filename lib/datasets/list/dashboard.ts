import 'server-only'
import { listSourceChoices } from '@/lib/datasets/download/source-choices'
import { countDeleted } from '@/lib/datasets/keeping/deleted'
import type { Dataset } from '@/lib/datasets/model/dataset'
import type { SourceChoice } from '@/lib/datasets/model/download'
import {
  type EntriesPage,
  type EntriesQuery,
  findTwins,
  listEntries,
  listRunningDatasets,
} from '@/lib/datasets/store'
import { findAllSame, findNews } from '@/lib/datasets/unchanged/checks'
import { KeptReads } from '@/lib/db/kept-reads'
import { env } from '@/lib/env'

/** What the database has for the dashboard. */
export interface Dashboard {
  page: EntriesPage
  /** Maps listed datasets to the one that they equal. */
  twins: Map<string, string>
  sources: SourceChoice[]
  running: Dataset[]
  /** That the last download brought nothing new; null if there is no such news. */
  news: Awaited<ReturnType<typeof findNews>>
  deletedCount: number
}

/** False for what changes with time, and not only when somebody writes: a running download, the news, what was deleted. */
export function isLasting({ running, news, deletedCount }: Dashboard): boolean {
  return running.length === 0 && news === null && deletedCount === 0
}

const kept = new KeptReads<Dashboard>(20, isLasting)

/** Callers share the result and must not modify it. */
export function readDashboard(asked: EntriesQuery): Promise<Dashboard> {
  return kept.get(JSON.stringify([asked, env().SWAPI_SOURCES]), async () => {
    const [page, sources, running, news, deletedCount] = await Promise.all([
      listEntries(asked),
      listSourceChoices(),
      listRunningDatasets(),
      findNews(),
      countDeleted(),
    ])
    const datasets = page.entries.map(({ dataset }) => dataset)
    const twins = new Map([...(await findTwins(datasets)), ...(await findAllSame(datasets))])
    return { page, twins, sources, running, news, deletedCount }
  })
}
