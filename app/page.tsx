import type { JSX } from 'react'
import { cancelDownload, downloadInstead, retryDownload, startDownload } from '@/app/actions'
import { deleteSelected } from '@/app/dataset-actions'
import { restoreDataset } from '@/app/keeping-actions'
import { ArchiveNotice } from '@/components/dataset/archive-notice'
import { DatasetSection } from '@/components/dataset/list/dataset-section'
import { ProblemActions } from '@/components/dataset/problem-actions'
import { UnchangedNotice } from '@/components/dataset/unchanged/unchanged-notice'
import { StorageNotice } from '@/components/dataset/storage-notice'
import { DownloadForm } from '@/components/download/download-form'
import { RunningDownloads } from '@/components/download/running-downloads'
import { RunningIds } from '@/components/download/running-ids'
import { ServerNotice } from '@/components/download/server-notice'
import { JustDeleted } from '@/components/keeping/just-deleted'
import { Card, CardContent } from '@/components/ui/card'
import { requireReader } from '@/lib/access/pages'
import { describeRunning } from '@/lib/datasets/download/progress'
import { listOtherSources } from '@/lib/datasets/download/source-choices'
import { listDeletedById } from '@/lib/datasets/keeping/deleted'
import { isLasting, readDashboard } from '@/lib/datasets/list/dashboard'
import { getStorageNotice } from '@/lib/datasets/recovery/storage-notice'
import { getServerNotice } from '@/lib/inngest-server/describe'
import { keepAnswer } from '@/lib/kept-answers/keep'
import { readDashboardState, thisMinute } from '@/lib/kept-answers/state'
import { type DatasetsParams, parseDatasetsParams } from '@/lib/search-params/datasets'
import { parseJustDeleted } from '@/lib/search-params/over-time/retention'
import type { SearchParams } from '@/lib/search-params/query'
import { storage } from '@/lib/storage'

export const dynamic = 'force-dynamic'

export default async function DashboardPage(props: {
  searchParams: Promise<SearchParams>
}): Promise<JSX.Element> {
  await requireReader()
  const asked = await props.searchParams
  const params = parseDatasetsParams(asked)
  const now = thisMinute()
  // Before anything is read: what is written meanwhile makes it the state of an earlier time.
  const state = await readDashboardState(now)
  const [dashboard, notice, server, justDeleted] = await Promise.all([
    readDashboard(params),
    getStorageNotice(),
    getServerNotice(),
    listDeletedById(parseJustDeleted(asked)),
  ])
  if (state !== null && isLasting(dashboard) && justDeleted.length === 0) keepAnswer(state)
  const { page, twins, sources, running, deletedCount, ...found } = dashboard
  const news = running.length === 0 ? found.news : null
  // Only the newest: what an older one fell back to is said in its entry.
  const latest = isNewestFirst(params) ? (news?.download ?? page.entries[0]?.dataset) : undefined
  return (
    <RunningIds ids={running.map(({ id }) => id)}>
      <div className="flex flex-col gap-6">
        <div className="max-w-prose">
          <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">
            Every Star Wars character, in one file
          </h1>
          <p className="text-muted-foreground mt-2">
            Holocron downloads the complete set of characters from SWAPI, saves it as a CSV, and lets you
            explore and count its values.
          </p>
        </div>
        <Card>
          <CardContent className="flex flex-col gap-3">
            <DownloadForm sources={sources} downloadAction={startDownload} />
            <div role="status" className="flex flex-col gap-2 empty:hidden">
              {latest ? <ArchiveNotice dataset={latest} downloadAction={startDownload} /> : null}
              {news ? <UnchangedNotice {...news} keepAction={retryDownload} /> : null}
            </div>
          </CardContent>
        </Card>
        {justDeleted.map((deleted) => (
          <JustDeleted key={deleted.dataset.id} deleted={deleted} restoreAction={restoreDataset} />
        ))}
        {notice && (
          <StorageNotice
            checking={notice.checking}
            left={notice.left.length}
            missing={notice.missing.length}
            elsewhere={notice.elsewhere.length}
            apart={notice.apart}
            isBucket={storage.isRemote}
          />
        )}
        {server && <ServerNotice {...server} />}
        <RunningDownloads downloads={describeRunning(running.toReversed())} cancelAction={cancelDownload} />
        <DatasetSection
          page={page}
          params={params}
          twins={twins}
          now={now}
          renderActions={({ id, requestedSource }) => (
            <ProblemActions
              id={id}
              retryAction={retryDownload}
              otherSources={listOtherSources(requestedSource)}
              downloadAction={downloadInstead}
            />
          )}
          deleteAction={deleteSelected}
          deletedCount={deletedCount}
        />
      </div>
    </RunningIds>
  )
}

/** True for the beginning of the whole list. */
function isNewestFirst({ offset, q, sort }: DatasetsParams): boolean {
  return offset === 0 && q === '' && sort.length === 0
}
