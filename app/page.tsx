import type { JSX } from 'react'
import { cancelDownload, retryDownload, startDownload } from '@/app/actions'
import { DatasetShelf } from '@/components/dataset-shelf'
import { DownloadForm } from '@/components/download-form'
import { RunningDownloads } from '@/components/running-downloads'
import { Card } from '@/components/ui/card'
import { describeRunning } from '@/lib/datasets/progress'
import { listDatasets } from '@/lib/datasets/store'
import { requireReader } from '@/lib/page-access'
import { parseDatasetsParams, type SearchParams } from '@/lib/search-params'
import { listSourceChoices } from '@/lib/swapi/sources'

export const dynamic = 'force-dynamic'

export default async function DashboardPage(props: {
  searchParams: Promise<SearchParams>
}): Promise<JSX.Element> {
  await requireReader()
  const slice = parseDatasetsParams(await props.searchParams)
  const page = await listDatasets(slice)
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
        <DownloadForm sources={listSourceChoices()} downloadAction={startDownload} />
      </Card>
      <RunningDownloads downloads={describeRunning(page.datasets)} cancelAction={cancelDownload} />
      <DatasetShelf page={page} slice={slice} retryAction={retryDownload} />
    </div>
  )
}
