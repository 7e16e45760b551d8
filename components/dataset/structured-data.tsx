import type { JSX } from 'react'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { describeDataset, toScriptText } from '@/lib/format/structured-data'

/** Tells search engines what a page's dataset is. Data, not a script: the policy of the page does not concern it. */
export function StructuredData({ dataset, origin }: { dataset: Dataset; origin: string }): JSX.Element {
  return (
    <script
      type="application/ld+json"
      dangerouslySetInnerHTML={{ __html: toScriptText(describeDataset(dataset, origin)) }}
    />
  )
}
