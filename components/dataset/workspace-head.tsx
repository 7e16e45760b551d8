'use client'

import Link from 'next/link'
import type { JSX } from 'react'
import type { FormAction } from '@/components/action-form'
import { DatasetStatusBadge } from '@/components/dataset/dataset-status'
import { DownloadButton } from '@/components/dataset/download-button'
import { RenameForm } from '@/components/dataset/rename-form'
import { SourceBadge } from '@/components/dataset/source-badge'
import { PinForm } from '@/components/keeping/pin-form'
import type { Checks } from '@/lib/datasets/model/dataset'
import type { SentDataset } from '@/lib/datasets/model/sent'
import type { Selection } from '@/lib/datasets/model/view'
import { formatQuantity, formatShortDateTime } from '@/lib/format'
import { datasetTitle, plainTitle } from '@/lib/format/dataset-title'
import { receiptSentence } from '@/lib/format/receipt-sentence'
import { compareHref } from '@/lib/search-params/over-time/compare'
import { countsHref } from '@/lib/search-params/counts'
import { receiptHref } from '@/lib/search-params/datasets'
import { datasetHref } from '@/lib/search-params/rows'

export type WorkspaceTab = 'rows' | 'counts' | 'compare' | 'receipt'

interface WorkspaceHeadProps {
  dataset: SentDataset
  /** The downloads that found it unchanged. */
  checks?: Checks | null
  tab: WorkspaceTab
  /** The conditions in force, which the tabs keep. */
  selection?: Selection
  renameAction: FormAction
  pinAction: FormAction
}

/**
 * The head of a dataset's pages: what it is called and where it comes from, its file, and the ways to look at it. A client
 * component, because the dataset is shorter than what is rendered of it.
 */
export function WorkspaceHead(props: WorkspaceHeadProps): JSX.Element {
  const { dataset, checks = null, tab, selection, renameAction, pinAction } = props
  const isReady = dataset.status === 'ready'
  return (
    <div className="flex flex-col border-b">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <h1 className="text-lg font-semibold tracking-tight break-words max-sm:w-full">
          {datasetTitle(dataset)}
        </h1>
        {isReady ? (
          <RenameForm
            id={dataset.id}
            label={dataset.label}
            plainTitle={plainTitle(dataset)}
            renameAction={renameAction}
          />
        ) : null}
        {isReady ? <PinForm id={dataset.id} pinned={dataset.pinned} pinAction={pinAction} /> : null}
        {isReady ? null : <DatasetStatusBadge status={dataset.status} />}
        {dataset.source === null ? null : <SourceBadge source={dataset.source} />}
        {isReady ? <DownloadButton id={dataset.id} /> : null}
        {dataset.note === null || tab === 'receipt' ? null : <NoteLine id={dataset.id} note={dataset.note} />}
        <ReceiptLine
          dataset={dataset}
          checks={checks}
          facts={tab === 'receipt' ? '' : receiptSentence(dataset)}
        />
      </div>
      {isReady ? <Tabs id={dataset.id} current={tab} selection={selection} /> : null}
    </div>
  )
}

/** The beginning of the note, which leads to all of it. */
function NoteLine({ id, note }: { id: string; note: string }): JSX.Element {
  return (
    <Link
      href={receiptHref(id)}
      prefetch={false}
      title={note}
      className="w-full truncate text-sm underline-offset-4 hover:underline"
    >
      <span className="sr-only">Note: </span>
      {note}
    </Link>
  )
}

interface ReceiptLineProps {
  dataset: SentDataset
  checks: Checks | null
  facts: string
}

/** The receipt in one line: whether it is still true, the file, what was read, and whether anything is unusual. */
function ReceiptLine({ dataset, checks, facts }: ReceiptLineProps): JSX.Element {
  const { fileName, warnings } = dataset
  const checked = checks === null ? '' : `Last checked ${formatShortDateTime(checks.lastAt)}`
  const line = [checked, fileName, facts].filter((part) => part !== '').join(' · ')
  return (
    <p className="text-muted-foreground flex w-full gap-x-2 text-xs">
      {warnings.length > 0 ? (
        <Link
          href={receiptHref(dataset.id)}
          prefetch={false}
          className="text-warning shrink-0 underline underline-offset-2"
        >
          {formatQuantity(warnings.length, 'warning')}
        </Link>
      ) : null}
      <span className="truncate" title={line}>
        {line}
      </span>
    </p>
  )
}

interface TabsProps {
  id: string
  current: WorkspaceTab
  selection: Selection | undefined
}

function Tabs({ id, current, selection }: TabsProps): JSX.Element {
  const tabs: [tab: WorkspaceTab, label: string, href: string][] = [
    ['rows', 'Rows', datasetHref(id, selection)],
    ['counts', 'Counts', countsHref(id, selection)],
    ['compare', 'Compare', compareHref(id)],
    ['receipt', 'Receipt', receiptHref(id)],
  ]
  return (
    <nav aria-label="Views of this dataset" className="-mb-px flex gap-1 text-sm">
      {tabs.map(([tab, label, href]) => (
        <Link
          key={tab}
          href={href}
          prefetch={false}
          aria-current={tab === current ? 'page' : undefined}
          className="tab"
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
