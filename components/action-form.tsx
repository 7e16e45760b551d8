'use client'

import { clsx } from 'clsx'
import { type JSX, type ReactNode, useActionState } from 'react'
import { useIsOver } from '@/components/download/running-ids'
import { Button, type ButtonProps } from '@/components/ui/button'

export type FormAction = (previous: ActionState | null, formData: FormData) => Promise<ActionState>

interface ActionFormProps {
  action: FormAction
  label: string
  /** The button's label while the server works on it. */
  pendingLabel: string
  /** The id of the button, for links to it. */
  anchor?: string
  /** Drawn before the label. */
  icon?: ReactNode
  variant?: ButtonProps['variant']
  size?: ButtonProps['size']
  /** How the parts are laid out. */
  className?: string
  /** The order is button, fields, message. */
  fieldsLast?: boolean
  /** The fields of the form. */
  children: ReactNode
}

/** A form with one button that shows its result as a message. Works without JavaScript too. */
export function ActionForm(props: ActionFormProps): JSX.Element {
  const { className = 'flex-wrap items-end gap-3' } = props
  const [state, submit, isPending] = useActionState(props.action, null)
  return (
    <form action={submit} className={clsx('flex', className)}>
      {props.fieldsLast ? null : props.children}
      <Button id={props.anchor} type="submit" variant={props.variant} size={props.size} disabled={isPending}>
        {props.icon}
        {isPending ? props.pendingLabel : props.label}
      </Button>
      {props.fieldsLast ? props.children : null}
      <ActionMessage state={isPending ? null : state} />
    </form>
  )
}

/** What an action said, for as long as it is true. */
export function ActionMessage({ state }: { state: ActionState | null }): JSX.Element {
  const isOver = useIsOver(state?.about)
  return (
    <p
      role="status"
      aria-live="polite"
      className={clsx(
        'w-full text-sm empty:hidden',
        state?.ok === false ? 'text-destructive' : 'text-muted-foreground',
      )}
    >
      {isOver ? null : state?.message}
    </p>
  )
}

/** The result of a form's action, with the message to show. */
export interface ActionState {
  ok: boolean
  message: string
  /** The id of a download that the message speaks of: it is shown only while that one runs. */
  about?: string
  /** The ids of datasets that were deleted, which can be undone. */
  undoable?: string[]
}
