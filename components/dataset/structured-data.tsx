'use client'

import type { JSX } from 'react'
import type { SentDataset } from '@/lib/datasets/model/sent'
import { describeDataset, toScriptText } from '@/lib/format/structured-data'

/**
 * Tells search engines what a page's dataset is. Data, not a script: the policy of the page does not concern it. A client
 * component, because the dataset is shorter, and on the page anyway.
 */
export function StructuredData({ dataset, origin }: { dataset: SentDataset; origin: string }): JSX.Element {
  return (
    <script
      type="application/ld+json"
      dangerouslySetInnerHTML={{ __html: toScriptText(describeDataset(dataset, origin)) }}
    />
  )
}
