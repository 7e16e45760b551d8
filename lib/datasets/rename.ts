import 'server-only'
import { annotateDataset } from '@/lib/datasets/keeping/annotate'
import type { Dataset } from '@/lib/datasets/model/dataset'

/**
 * Gives a ready dataset a label, or clears it with null or an empty text. Returns the dataset as it is then.
 * @throws AppError as `annotateDataset`
 */
export async function renameDataset(id: string, text: string | null): Promise<Dataset> {
  return annotateDataset(id, { label: text })
}
