import { cache } from 'react'
import { requireReader } from '@/lib/access/pages'
import { getDataset } from '@/lib/datasets/store'

/** A page's dataset or null, read once for title and content. Visitors who may not read go to the login. */
export const findDataset = cache(async (id: string) => {
  await requireReader()
  return getDataset(id)
})
