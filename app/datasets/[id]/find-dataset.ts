import { cache } from 'react'
import { requireReader } from '@/lib/access/pages'
import { getDeletion } from '@/lib/datasets/keeping/deletion'
import { getDataset } from '@/lib/datasets/store'

/** A page's dataset or null, read once for title and content. Visitors who may not read go to the login. */
export const findDataset = cache(async (id: string) => {
  await requireReader()
  return getDataset(id)
})

/** The title of a page whose dataset is not there: it was deleted, or never was. */
export async function titleOfMissing(id: string): Promise<string> {
  return (await getDeletion(id)) === null ? 'Not found' : 'Deleted dataset'
}
