import Link from 'next/link'
import type { JSX } from 'react'
import { Button } from '@/components/ui/button'
import { NativeSelect, NativeSelectOption } from '@/components/ui/native-select'
import type { Dataset } from '@/lib/datasets/model/dataset'
import { sourceLabel } from '@/lib/format'
import { datasetTitle } from '@/lib/format/dataset-title'
import { compareHref } from '@/lib/search-params/over-time/compare'

interface BasePickerProps {
  id: string
  /** The dataset that this one is compared with now. */
  base: Dataset
  /** Those it can be compared with. */
  bases: Dataset[]
}

/** Chooses what to compare with: a plain GET, which leads to the comparison's own address. */
export function BasePicker({ id, base, bases }: BasePickerProps): JSX.Element {
  const offered = bases.some((one) => one.id === base.id) || base.id === id ? bases : [base, ...bases]
  return (
    <form action={compareHref(id)} className="flex flex-wrap items-center gap-2 text-sm print:hidden">
      <label className="flex min-w-0 items-center gap-2">
        <span className="shrink-0">What changed since</span>
        <NativeSelect key={base.id} name="base" defaultValue={base.id} className="max-w-[60vw]">
          {offered.map((one) => (
            <NativeSelectOption key={one.id} value={one.id}>
              {datasetTitle(one)}
              {one.source === null ? '' : `, ${sourceLabel(one.source)}`}
            </NativeSelectOption>
          ))}
        </NativeSelect>
      </label>
      <Button type="submit" variant="outline">
        Compare
      </Button>
      <Link
        href={compareHref(base.id, id)}
        prefetch={false}
        title="Show what changed the other way round"
        className="text-primary px-1 underline underline-offset-4"
      >
        Swap
      </Link>
    </form>
  )
}
