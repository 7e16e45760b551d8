import Link from 'next/link'
import type { JSX } from 'react'
import { Card, CardContent } from '@/components/ui/card'
import { ValueText } from '@/components/value-text'
import { DATASET_COLUMNS, type DatasetColumn, type DatasetRow } from '@/lib/datasets/model/columns'
import { MISSING_VALUES } from '@/lib/datasets/model/view'
import { showInvisible } from '@/lib/format/invisible'
import { MAX_VALUE_LENGTH } from '@/lib/search-params/grammar'
import { datasetHref } from '@/lib/search-params/rows'

/** One row: every value in full, with a link to the rows that share it. */
export function RowCard({ id, row }: { id: string; row: DatasetRow }): JSX.Element {
  return (
    <Card className="py-1 sm:py-2">
      <CardContent>
        <dl className="divide-y">
          {DATASET_COLUMNS.map((column) => (
            <div key={column} className="grid gap-x-6 gap-y-1 py-3 sm:grid-cols-[9rem_1fr_auto]">
              <dt className="text-muted-foreground font-mono text-xs leading-5">{column}</dt>
              <dd className="min-w-0 text-sm wrap-anywhere whitespace-pre-wrap tabular-nums">
                <Value value={row[column]} />
              </dd>
              <dd className="text-sm">
                <RowsLikeThis id={id} column={column} value={row[column]} />
              </dd>
            </div>
          ))}
        </dl>
      </CardContent>
    </Card>
  )
}

function Value({ value }: { value: string }): JSX.Element {
  if (value === '') {
    return (
      <>
        <span className="text-muted-foreground italic">(empty)</span>
        <Remark text="the source has no value here" />
      </>
    )
  }
  return (
    <>
      <ValueText value={value} />
      {MISSING_VALUES.some((missing) => missing === value) ? (
        <Remark text="the source marks this value as missing" />
      ) : null}
    </>
  )
}

function Remark({ text }: { text: string }): JSX.Element {
  return <span className="text-muted-foreground"> – {text}</span>
}

function RowsLikeThis(props: { id: string; column: DatasetColumn; value: string }): JSX.Element | null {
  const { id, column, value } = props
  if (value.length > MAX_VALUE_LENGTH) return null // no URL can express it
  return (
    <Link
      href={datasetHref(id, { filters: [{ column, operator: 'eq', value }] })}
      prefetch={false}
      aria-label={`Rows like this: ${column} is ${value === '' ? 'empty' : showInvisible(value)}`}
      className="text-link"
    >
      Rows like this
    </Link>
  )
}
