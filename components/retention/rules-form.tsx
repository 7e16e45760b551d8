import type { JSX } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { MAX_KEPT, type RetentionRules, type Rule } from '@/lib/datasets/model/keeping/retention'
import { retentionHref } from '@/lib/search-params/over-time/retention'

const FIELDS: [rule: Rule, name: string, hint: string][] = [
  ['last', 'Last', 'This many of the newest'],
  ['daily', 'Daily', 'The newest of each day, for this many days'],
  ['weekly', 'Weekly', 'The newest of each week, for this many weeks'],
  ['monthly', 'Monthly', 'The newest of each month, for this many months'],
]

/** Asks for rules, and shows what they would delete: nothing is saved by it. */
export function RulesForm({ rules }: { rules: RetentionRules }): JSX.Element {
  return (
    <form action={retentionHref()} className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        {FIELDS.map(([rule, name, hint]) => (
          <label key={rule} className="flex min-w-0 flex-col gap-1 text-sm">
            <span className="font-medium">{name}</span>
            <Input
              type="number"
              name={rule}
              min={0}
              max={MAX_KEPT}
              step={1}
              placeholder="none"
              defaultValue={shown(rules[rule])}
            />
            <span className="text-muted-foreground text-xs">{hint}</span>
          </label>
        ))}
      </div>
      <Button type="submit" variant="outline" className="w-fit">
        Show what would be deleted
      </Button>
    </form>
  )
}

function shown(count: number | null): string {
  return count === null || Number.isNaN(count) ? '' : String(count)
}
