import type { JSX } from 'react'
import { cancelDownload, retryDownload, startDownload } from '@/app/actions'
import { DatasetShelf } from '@/components/dataset-shelf'
import { DownloadForm } from '@/components/download-form'
import { RunningDownloads } from '@/components/running-downloads'
import { StorageNotice } from '@/components/storage-notice'
import { Card } from '@/components/ui/card'
import { describeRunning } from '@/lib/datasets/progress'
import { listSourceChoices } from '@/lib/datasets/source-choices'
import { getStorageNotice } from '@/lib/datasets/storage-notice'
import { findTwins, listDatasets } from '@/lib/datasets/store'
import { requireReader } from '@/lib/page-access'
import { parseDatasetsParams, type SearchParams } from '@/lib/search-params'

export const dynamic = 'force-dynamic'

export default async function DashboardPage(props: {
  searchParams: Promise<SearchParams>
}): Promise<JSX.Element> {
  await requireReader()
  const params = parseDatasetsParams(await props.searchParams)
  const [page, sources, notice] = await Promise.all([
    listDatasets(params),
    listSourceChoices(),
    getStorageNotice(),
  ])
  return (
    <div className="flex flex-col gap-8">
      <div className="max-w-prose">
        <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">
          Every Star Wars character, in one file
        </h1>
        <p className="text-muted-foreground mt-2">
          Holocron downloads the complete set of characters from SWAPI, keeps it as a CSV, and counts what is
          in it.
        </p>
      </div>
      <Card>
        <DownloadForm sources={sources} downloadAction={startDownload} />
      </Card>
      {notice && (
        <StorageNotice checking={notice.checking} left={notice.left.length} missing={notice.missing.length} />
      )}
      <RunningDownloads downloads={describeRunning(page.datasets)} cancelAction={cancelDownload} />
      <DatasetShelf
        page={page}
        params={params}
        twins={await findTwins(page.datasets)}
        retryAction={retryDownload}
      />
    </div>
  )
}
