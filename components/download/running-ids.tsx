'use client'

import { createContext, type JSX, type ReactNode, useContext } from 'react'

/** Null on pages that do not list what is running. */
const Running = createContext<readonly string[] | null>(null)

/** Tells the forms inside it which downloads are running, as of the latest rendering of the page. */
export function RunningIds(props: { ids: readonly string[]; children: ReactNode }): JSX.Element {
  return <Running value={props.ids}>{props.children}</Running>
}

/** Whether a message about this download is out of date, because it no longer runs. */
export function useIsOver(id: string | undefined): boolean {
  const running = useContext(Running)
  return id !== undefined && running !== null && !running.includes(id)
}
