import type { CSSProperties, JSX, ReactNode } from 'react'
import { DataGrid } from '@/components/ui/data-grid'
import { ValueText } from '@/components/value-text'
import type { Pivot, PivotSide } from '@/lib/datasets/model/answers'
import { addUpPivot, countOthers, heatOf, type PivotLine } from '@/lib/datasets/model/pivot-lines'
import { formatCount, formatQuantity } from '@/lib/format'
import { showInvisible } from '@/lib/format/invisible'

interface PivotTableProps {
  pivot: Pivot
  /** The URL of the rows that have a value on each side, or on one; null when no URL can express them. */
  hrefFor: (values: { down?: string; across?: string }) => string | null
}

/** The style of every cell, set once because there may be a thousand. Headings stay visible on scroll. */
const CELLS =
  'w-auto [&_tbody_td]:min-w-12 [&_tbody_td]:bg-[color-mix(in_oklab,var(--primary)_var(--heat,0%),transparent)] [&_tbody_td]:text-right [&_tbody_th]:text-left [&_tbody_th]:font-normal [&_th]:px-3 [&_th]:py-2 [&_thead_th]:h-auto [&_thead_th]:max-w-36 [&_thead_th]:whitespace-normal [&_thead_th]:text-right [&_thead_th]:align-bottom [&_thead_th]:font-normal [&_thead_th]:break-words [&_thead_span]:line-clamp-3 [&_tr>:first-child]:bg-card [&_tr>:first-child]:sticky [&_tr>:first-child]:left-0 [&_tr>:first-child]:z-1 [&_tr>:first-child]:max-w-40 [&_tr>:first-child]:truncate [&_tr>:first-child]:text-left sm:[&_tr>:first-child]:max-w-60 [&_a]:underline-offset-4 [&_a:hover]:underline'

/** Values longer than this may be cut. */
const LONG = 16

/** Values of one column down and another across, and how often they occur together. Adds up to all rows. */
export function PivotTable({ pivot, hrefFor }: PivotTableProps): JSX.Element {
  const { down, across, cells } = pivot
  const lines = addUpPivot(pivot)
  const largest = Math.max(...cells.flat(), 1)
  return (
    <div className="w-fit max-w-full">
      <DataGrid label={`Pivot of ${down.column} and ${across.column}`} className={CELLS}>
        <thead>
          <tr>
            <th scope="col" className="font-mono text-xs">
              {`${down.column} ↓ `}
              <br />
              {`${across.column} →`}
            </th>
            {across.shown.map(({ value }) => (
              <th key={value} scope="col">
                <ValueLink value={value} href={hrefFor({ across: value })} />
              </th>
            ))}
            {lines.all.others === null ? null : <th scope="col">{othersOf(across)}</th>}
            <th scope="col">All</th>
          </tr>
        </thead>
        <tbody>
          {down.shown.map(({ value }, row) => (
            <tr key={value}>
              <th scope="row">
                <ValueLink value={value} href={hrefFor({ down: value })} />
              </th>
              {across.shown.map((other, column) => (
                <Cell
                  key={other.value}
                  count={cells[row]?.[column] ?? 0}
                  largest={largest}
                  href={hrefFor({ down: value, across: other.value })}
                />
              ))}
              <Totals line={lines.shown[row]} />
            </tr>
          ))}
          {lines.others === null ? null : <PlainLine heading={othersOf(down)} line={lines.others} />}
        </tbody>
        <tfoot className="border-t font-medium [&_td]:text-right">
          <PlainLine heading="All" line={lines.all} />
        </tfoot>
      </DataGrid>
    </div>
  )
}

/** The heading of the values that are not shown. */
function othersOf(side: PivotSide): string {
  return formatQuantity(countOthers(side), 'other')
}

/** A line whose numbers are not links, because no URL could express their rows. */
function PlainLine({ heading, line }: { heading: string; line: PivotLine }): JSX.Element {
  return (
    <tr>
      <th scope="row">{heading}</th>
      {line.cells.map((count, column) => (
        <Plain key={column} count={count} />
      ))}
      <Totals line={line} />
    </tr>
  )
}

/** The end of a line: the values that are not shown, and all. */
function Totals({ line }: { line: PivotLine | undefined }): JSX.Element {
  return (
    <>
      {line?.others == null ? null : <Plain count={line.others} />}
      <Plain count={line?.total ?? 0} />
    </>
  )
}

function Cell(props: { count: number; largest: number; href: string | null }): JSX.Element {
  const { count, largest, href } = props
  if (count === 0) return <Plain count={0} />
  const heat: CSSProperties & Record<'--heat', string> = {
    '--heat': `${Math.round(heatOf(count, largest) * 100)}%`,
  }
  return <td style={heat}>{linked(formatCount(count), href)}</td>
}

/** A number without a link; zero is blank, except for screen readers. */
function Plain({ count }: { count: number }): JSX.Element {
  return <td>{count === 0 ? <span className="sr-only">0</span> : formatCount(count)}</td>
}

/** The heading of a line or column. Long ones are cut, with the whole in a title. */
function ValueLink({ value, href }: { value: string; href: string | null }): JSX.Element {
  const content = value === '' ? <i>(empty)</i> : <ValueText value={value} />
  return <span title={value.length > LONG ? showInvisible(value) : undefined}>{linked(content, href)}</span>
}

function linked(content: ReactNode, href: string | null): ReactNode {
  if (href === null) return content
  return <a href={href}>{content}</a>
}
