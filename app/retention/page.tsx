import type { Metadata } from 'next'
import type { JSX } from 'react'
import { removeRetention, saveRetention } from '@/app/retention/actions'
import { RulesForm } from '@/components/retention/rules-form'
import { RulesPreview } from '@/components/retention/rules-preview'
import { SavedRules } from '@/components/retention/saved-rules'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Card, CardContent } from '@/components/ui/card'
import { requireReader } from '@/lib/access/pages'
import { NO_RULES, type RetentionRules } from '@/lib/datasets/model/keeping/retention'
import { AppError } from '@/lib/errors'
import { parseRules } from '@/lib/retention/changes'
import { previewKey, previewRules } from '@/lib/retention/preview'
import { getPolicy } from '@/lib/retention/store'
import { parseRulesParams } from '@/lib/search-params/over-time/retention'
import type { SearchParams } from '@/lib/search-params/query'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = { title: 'Retention' }

/** Rules for which datasets stay: those in force, and others with what they would delete. */
export default async function RetentionPage(props: {
  searchParams: Promise<SearchParams>
}): Promise<JSX.Element> {
  await requireReader()
  const asked = parseRulesParams(await props.searchParams)
  const { rules, problem } = check(asked)
  const [policy, verdicts] = await Promise.all([getPolicy(), rules && previewRules(rules)])
  return (
    <div className="flex flex-col gap-6">
      <div className="max-w-prose">
        <h1 className="text-2xl font-semibold tracking-tight">Retention</h1>
        <p className="text-muted-foreground mt-1 text-sm">
          Rules decide which datasets stay; the others are deleted, and can be restored for 24 hours. The
          newest dataset, those that are pinned or have a name, and, during a download, the one it is compared
          with always stay. Days begin at midnight UTC, weeks on Monday.
        </p>
      </div>
      {policy === null ? null : <SavedRules policy={policy} removeAction={removeRetention} />}
      <Card>
        <CardContent>
          <h2 className="mb-4 text-lg font-semibold">
            {policy === null ? 'Choose rules' : 'Choose other rules'}
          </h2>
          <RulesForm rules={asked ?? policy?.rules ?? NO_RULES} />
        </CardContent>
      </Card>
      {problem === null ? null : (
        <Alert variant="destructive">
          <AlertTitle>These rules cannot be used</AlertTitle>
          <AlertDescription>{problem}</AlertDescription>
        </Alert>
      )}
      {rules && verdicts ? (
        <RulesPreview
          rules={rules}
          verdicts={verdicts}
          shownKey={previewKey(verdicts)}
          saveAction={saveRetention}
        />
      ) : null}
    </div>
  )
}

/** The rules that were asked for, or why they cannot be used; neither when none were. */
function check(asked: RetentionRules | null): { rules: RetentionRules | null; problem: string | null } {
  if (asked === null) return { rules: null, problem: null }
  try {
    return { rules: parseRules(asked), problem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { rules: null, problem: error.message }
  }
}
