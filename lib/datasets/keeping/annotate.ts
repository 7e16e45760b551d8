import 'server-only'
import { type Annotations, markAnnotated } from '@/lib/datasets/keeping/changes'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { readLabel } from '@/lib/datasets/model/label'
import { readNote } from '@/lib/datasets/model/keeping/note'
import { amendReceipt } from '@/lib/datasets/receipt'
import { requireDataset } from '@/lib/datasets/store'
import { AppError } from '@/lib/errors'

/**
 * Changes what people say about a ready dataset, in the database and in its `dataset.json`: its label and its note,
 * which null or an empty text clears, and whether it is pinned. Returns the dataset as it is then.
 * @throws AppError `invalid`, `not_found`, or `conflict` when it is not ready
 */
export async function annotateDataset(id: string, texts: Annotations): Promise<Dataset> {
  const annotations = readAnnotations(texts)
  await requireDataset(id)
  if (!(await markAnnotated(id, annotations, () => amendReceipt(id, annotations)))) {
    const { status } = await requireDataset(id)
    const what = texts.label === undefined ? 'annotated' : 'renamed'
    throw new AppError('conflict', `Only a dataset that is ready can be ${what}: this download is ${status}.`)
  }
  return requireDataset(id)
}

function readAnnotations({ label, note, pinned }: Annotations): Annotations {
  const named = label === undefined ? null : readLabel(label)
  const noted = note === undefined ? null : readNote(note)
  const problem = named?.problem ?? noted?.problem ?? null
  if (problem !== null) throw new AppError('invalid', problem)
  return {
    ...(named && { label: named.label }),
    ...(noted && { note: noted.note }),
    ...(pinned !== undefined && { pinned }),
  }
}
