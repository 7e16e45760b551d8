import Link from 'next/link'
import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { Fact } from '@/components/fact'
import { Timestamp } from '@/components/timestamp'
import { Card, CardContent } from '@/components/ui/card'
import { describeRules, type LastDeleted, type RetentionPolicy } from '@/lib/datasets/model/keeping/retention'
import { formatQuantity } from '@/lib/format'
import { deletedHref } from '@/lib/search-params/over-time/retention'

interface SavedRulesProps {
  policy: RetentionPolicy
  removeAction: FormAction
}

/** How many of the datasets that were deleted are named. */
const NAMED = 10

/** The rules in force: what they keep, when they run, and what they deleted last. */
export function SavedRules({ policy, removeAction }: SavedRulesProps): JSX.Element {
  const { rules, nextAt, lastAt, lastDeleted } = policy
  return (
    <Card>
      <CardContent className="flex flex-col gap-4">
        <h2 className="text-lg font-semibold">Rules in force</h2>
        <p>Kept: {describeRules(rules)}, besides those that always stay.</p>
        <dl className="grid gap-4 sm:grid-cols-3">
          <Fact name="Next run">
            <Timestamp date={nextAt} />
          </Fact>
          <Fact name="Last run">{lastAt === null ? 'None yet' : <Timestamp date={lastAt} />}</Fact>
          <Fact name="Deleted last">
            {lastDeleted === null ? 'Nothing yet' : <Deleted lastDeleted={lastDeleted} />}
          </Fact>
        </dl>
        <ActionForm
          action={removeAction}
          label="Remove these rules"
          pendingLabel="Removing…"
          variant="outline"
          size="sm"
        >
          {null}
        </ActionForm>
      </CardContent>
    </Card>
  )
}

function Deleted({ lastDeleted: { at, count, datasets } }: { lastDeleted: LastDeleted }): JSX.Element {
  const unnamed = count - Math.min(datasets.length, NAMED)
  return (
    <>
      <p>
        {formatQuantity(count, 'dataset')}, <Timestamp date={at} />
      </p>
      <ul className="mt-1 list-disc pl-5 text-xs">
        {datasets.slice(0, NAMED).map(({ id, title }) => (
          <li key={id} className="break-words">
            {title}
          </li>
        ))}
        {unnamed > 0 ? <li>{formatQuantity(unnamed, 'other')}</li> : null}
      </ul>
      <Link href={deletedHref()} className="text-primary mt-1 inline-block underline underline-offset-4">
        See what can be restored
      </Link>
    </>
  )
}
