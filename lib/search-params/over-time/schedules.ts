/** The page of repeated downloads. */
export function schedulesHref(): string {
  return '/schedules'
}

/** The form that changes a schedule. */
export function scheduleHref(id: string): string {
  return `${schedulesHref()}/${id}`
}
