import Link from 'next/link'
import type { JSX } from 'react'
import { SourceBadge } from '@/components/dataset/source-badge'
import { Fact } from '@/components/fact'
import { Timestamp } from '@/components/timestamp'
import { Card, CardContent } from '@/components/ui/card'
import type { Dataset, PastAttempt } from '@/lib/datasets/model/dataset'
import { formatBytes, formatCount, formatDateTime, formatQuantity, sourceLabel } from '@/lib/format'
import { receiptSentence } from '@/lib/format/receipt-sentence'
import { requestsHref } from '@/lib/search-params/datasets'

/** How a dataset was created: one sentence, then the details. */
export function DatasetReceipt({ dataset }: { dataset: Dataset }): JSX.Element {
  return (
    <Card>
      <CardContent>
        <p className="leading-relaxed tabular-nums">{receiptSentence(dataset)}</p>
        <dl className="mt-4 grid grid-cols-2 gap-4 border-t pt-4 lg:grid-cols-4">
          <Fact name="Source">
            {dataset.source === null ? 'None' : <SourceBadge source={dataset.source} />}
          </Fact>
          <Fact name="Requested source">{sourceLabel(dataset.requestedSource)}</Fact>
          <Fact name="Started">
            {dataset.startedAt ? <Timestamp date={dataset.startedAt} /> : 'Not started'}
          </Fact>
          <Fact name="Finished">
            {dataset.finishedAt ? <Timestamp date={dataset.finishedAt} /> : 'Not finished'}
          </Fact>
          {dataset.byteSize === null ? null : (
            <Fact name="Size">
              {formatBytes(dataset.byteSize)} ({formatQuantity(dataset.byteSize, 'byte')})
            </Fact>
          )}
          <Fact name="Requests">
            {dataset.requests === 0 ? (
              'None'
            ) : (
              <Link href={requestsHref(dataset.id)} prefetch={false} className="text-link">
                See {dataset.requests === 1 ? 'it' : `all ${formatCount(dataset.requests)}`}
              </Link>
            )}
          </Fact>
          {dataset.sha256 === null ? null : (
            <Fact name="sha256" className="col-span-2">
              <code className="font-mono text-xs break-all">{dataset.sha256}</code>
            </Fact>
          )}
          {dataset.contentHash === null ? null : (
            <Fact name="Content hash" className="col-span-2">
              <code className="font-mono text-xs break-all">{dataset.contentHash}</code>
            </Fact>
          )}
          <Sentences name="Warnings" sentences={dataset.warnings} />
          <Sentences name="Earlier attempts" sentences={dataset.pastAttempts.map(attemptSentence)} />
          <Sentences
            name="Skipped sources"
            sentences={dataset.sourceFailures
              .map(({ reason }) => reason)
              .filter((reason) => reason !== dataset.error)}
          />
        </dl>
      </CardContent>
    </Card>
  )
}

const ENDS: Partial<Record<PastAttempt['status'], string>> = {
  cancelled: 'was cancelled.',
  unchanged: 'brought nothing new.',
}

function attemptSentence({ number, status, startedAt, error }: PastAttempt): string {
  const when = startedAt === null ? '' : ` (${formatDateTime(startedAt)})`
  return `Attempt ${number}${when} ${ENDS[status] ?? `failed: ${error ?? 'it did not finish.'}`}`
}

function Sentences({ name, sentences }: { name: string; sentences: string[] }): JSX.Element | null {
  if (sentences.length === 0) return null
  return (
    <Fact name={name} className="col-span-full">
      <ul className="list-disc pl-5">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Fact>
  )
}
