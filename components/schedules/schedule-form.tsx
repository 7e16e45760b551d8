'use client'

import { clsx } from 'clsx'
import { type JSX, type ReactNode, useActionState } from 'react'
import type { ActionState } from '@/components/action-form'
import { ZoneField } from '@/components/schedules/zone-field'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { NativeSelect, NativeSelectOption } from '@/components/ui/native-select'
import type { ScheduleFormValues } from '@/lib/schedules/model/form'
import { HOURLY } from '@/lib/schedules/model/words'

/** With what was filled in if it could not be saved. */
export interface ScheduleFormState extends ActionState {
  values?: ScheduleFormValues
}

interface ScheduleFormProps {
  /** Of the schedule to change; none for a new one. */
  id?: string
  /** What it shows at first. */
  initial: ScheduleFormValues
  sources: { value: string; label: string }[]
  zones: string[]
  saveAction: (previous: ScheduleFormState | null, form: FormData) => Promise<ScheduleFormState>
  label: string
  pendingLabel: string
}

/** Adds or changes a schedule. Which fields are needed depends on "How often", without JavaScript too. */
export function ScheduleForm({
  id,
  initial,
  sources,
  zones,
  saveAction,
  label,
  pendingLabel,
}: ScheduleFormProps): JSX.Element {
  const [state, submit, isPending] = useActionState(saveAction, null)
  const values = state?.values ?? initial
  return (
    <form action={submit} className="group flex flex-col gap-4">
      {id === undefined ? null : <input type="hidden" name="id" value={id} />}
      {/* React resets a form after its action; the new key lets it keep what has to be corrected. */}
      <div key={JSON.stringify(values)} className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-5">
        <Field name="Source">
          <NativeSelect name="source" defaultValue={values.source}>
            {sources.map(({ value, label }) => (
              <NativeSelectOption key={value} value={value}>
                {label}
              </NativeSelectOption>
            ))}
          </NativeSelect>
        </Field>
        <Field name="How often">
          <NativeSelect name="every" defaultValue={values.every}>
            <NativeSelectOption value="daily">every day at a time</NativeSelectOption>
            {HOURLY.map(({ cron, words }) => (
              <NativeSelectOption key={cron} value={cron}>
                {words}
              </NativeSelectOption>
            ))}
            <NativeSelectOption value="cron">by a cron expression</NativeSelectOption>
          </NativeSelect>
        </Field>
        <Field name="Time of day" className="hidden group-has-[option[value=daily]:checked]:flex">
          <Input type="time" name="at" defaultValue={values.at} />
        </Field>
        <Field
          name="Cron expression"
          hint="Minute, hour, day of month, month, weekday: 0 6 * * 1-5"
          className="hidden group-has-[option[value=cron]:checked]:flex"
        >
          <Input name="cron" defaultValue={values.cron} placeholder="0 6 * * 1-5" className="font-mono" />
        </Field>
        <ZoneField zones={zones} defaultZone={values.zone} />
        <Field name="Mark a loss of rows" hint="Of more than this share, in percent">
          <Input
            type="number"
            name="lossPercent"
            min={0}
            max={100}
            step={1}
            defaultValue={values.lossPercent}
          />
        </Field>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={isPending}>
          {isPending ? pendingLabel : label}
        </Button>
        <p
          role="status"
          aria-live="polite"
          className={clsx('text-sm', state?.ok === false ? 'text-destructive' : 'text-muted-foreground')}
        >
          {isPending ? null : state?.message}
        </p>
      </div>
    </form>
  )
}

interface FieldProps {
  name: string
  hint?: string
  className?: string
  children: ReactNode
}

function Field({ name, hint, className = 'flex', children }: FieldProps): JSX.Element {
  return (
    <label className={clsx('min-w-0 flex-col gap-1 text-sm', className)}>
      <span className="font-medium">{name}</span>
      {children}
      {hint === undefined ? null : <span className="text-muted-foreground text-xs">{hint}</span>}
    </label>
  )
}
