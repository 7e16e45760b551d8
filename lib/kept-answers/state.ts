/** The states of a dataset that decide what is answered about it: while one is the same, so is each answer. */
import 'server-only'
import { createHash } from 'node:crypto'
import { type DatasetFacts, readFacts } from '@/lib/kept-answers/facts'
import { readIntact } from '@/lib/datasets/intact'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { getDataset } from '@/lib/datasets/store'

/** What a question is about: the API answers from the rows alone, pages show the facts as well. */
export interface Subject {
  id: string
  kind: 'api' | 'page'
}

/** The state that the API's answers depend on: the rows never change. */
export function stateOfRows({ sha256 }: Dataset): string {
  return sha256 ?? ''
}

/** The state that pages depend on. */
export function stateOfPage(facts: DatasetFacts): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url')
}

/**
 * The state now; null when there is no such dataset, or none that is ready.
 * @throws AppError `damaged`, among others: the state of a dataset is that of its file as well
 */
export async function readState({ id, kind }: Subject): Promise<string | null> {
  const dataset = await getDataset(id)
  if (dataset?.status !== 'ready') return null
  await readIntact(dataset, () => Promise.resolve())
  return kind === 'api' ? stateOfRows(dataset) : stateOfPage(await readFacts(dataset))
}
