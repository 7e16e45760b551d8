/** The page of repeated downloads. */
export function schedulesHref(): string {
  return '/schedules'
}
