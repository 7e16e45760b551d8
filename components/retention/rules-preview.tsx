import Link from 'next/link'
import type { JSX } from 'react'
import { ActionForm, type FormAction } from '@/components/action-form'
import { Badge } from '@/components/ui/badge'
import { type Reason, type RetentionRules, RULES, type Verdict } from '@/lib/datasets/model/keeping/retention'
import { formatCount, formatQuantity } from '@/lib/format'
import { datasetTitle } from '@/lib/format/dataset-title'
import { datasetHref } from '@/lib/search-params/rows'

interface RulesPreviewProps {
  rules: RetentionRules
  verdicts: Verdict[]
  /** Identifies what is shown, so that nothing else is agreed to. */
  shownKey: string
  saveAction: FormAction
}

/** As many of each list are shown; the API lists all. */
const SHOWN = 1_000

const WORDS: Record<Reason, string> = {
  newest: 'newest',
  pinned: 'pinned',
  named: 'has a name',
  base: 'a running download is compared with it',
  last: 'last',
  daily: 'daily',
  weekly: 'weekly',
  monthly: 'monthly',
  oldest: 'oldest, while there is room',
}

/** What rules would delete, and which of them keeps each of the others, before they are saved. */
export function RulesPreview({ rules, verdicts, shownKey, saveAction }: RulesPreviewProps): JSX.Element {
  const deleted = verdicts.filter(({ keptBy }) => keptBy.length === 0)
  const kept = verdicts.filter(({ keptBy }) => keptBy.length > 0)
  return (
    <section aria-labelledby="preview" className="flex flex-col gap-4">
      <h2 id="preview" className="text-lg font-semibold">
        {deleted.length === 0
          ? 'These rules would delete nothing now'
          : `These rules would delete ${formatQuantity(deleted.length, 'dataset')} now`}
      </h2>
      {deleted.length === 0 ? null : (
        <div className="flex flex-col gap-2">
          <h3 className="text-sm font-medium">Would be deleted</h3>
          <VerdictList label="Would be deleted" verdicts={deleted} />
        </div>
      )}
      <ActionForm
        action={saveAction}
        label={deleted.length === 0 ? 'Save these rules' : 'Save these rules and delete'}
        pendingLabel="Saving…"
        variant={deleted.length === 0 ? 'default' : 'destructive'}
      >
        {RULES.map((rule) => (
          <input key={rule} type="hidden" name={rule} value={rules[rule] ?? ''} />
        ))}
        <input type="hidden" name="shown" value={shownKey} />
      </ActionForm>
      <p className="text-muted-foreground max-w-prose text-sm">
        Saved rules run within a minute, and then every hour. What they delete can be restored for 24 hours.
      </p>
      <div className="flex flex-col gap-2">
        <h3 className="text-sm font-medium">{formatQuantity(kept.length, 'dataset')} would stay</h3>
        {kept.length === 0 ? null : <VerdictList label="Would stay" verdicts={kept} />}
      </div>
    </section>
  )
}

function VerdictList({ label, verdicts }: { label: string; verdicts: Verdict[] }): JSX.Element {
  const more = verdicts.length - SHOWN
  return (
    <ul aria-label={label} className="bg-card divide-y rounded-lg border text-sm">
      {verdicts.slice(0, SHOWN).map(({ dataset, keptBy }) => (
        <li key={dataset.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
          <Link
            href={datasetHref(dataset.id)}
            prefetch={false}
            className="text-primary min-w-0 break-words underline-offset-4 hover:underline"
          >
            {datasetTitle(dataset)}
          </Link>
          <span className="text-muted-foreground font-mono text-[11px] break-all">{dataset.fileName}</span>
          <span className="flex flex-wrap gap-1">
            {keptBy.map((reason) => (
              <Badge key={reason} variant="outline">
                {WORDS[reason]}
              </Badge>
            ))}
          </span>
        </li>
      ))}
      {more > 0 ? <li className="px-4 py-2">and {formatCount(more)} more, which the API lists</li> : null}
    </ul>
  )
}
