/** The settings of an Inngest server, and what they imply. */

/** Inngest Cloud, as the value of INNGEST_BASE_URL. */
export const CLOUD_BASE_URL = 'https://api.inngest.com'
/** Inngest Cloud takes events at another address than everything else. */
const CLOUD_EVENT_URL = 'https://inn.gs'

export interface InngestSettings {
  INNGEST_DEV?: string | undefined
  INNGEST_BASE_URL?: string | undefined
  INNGEST_SERVE_ORIGIN?: string | undefined
  INNGEST_EVENT_KEY?: string | undefined
  INNGEST_SIGNING_KEY?: string | undefined
}

/** What each is needed for, in the words of the message that it is missing. */
const NEEDED_FOR = {
  INNGEST_BASE_URL: `to find the Inngest server (${CLOUD_BASE_URL} for Inngest Cloud)`,
  INNGEST_SERVE_ORIGIN: 'to tell the Inngest server where it can call Holocron, such as http://holocron:3000',
  INNGEST_EVENT_KEY: 'to send it downloads',
  INNGEST_SIGNING_KEY: 'to verify its calls',
}

/** One sentence for each setting that is missing although another is given; without INNGEST_DEV, all or none are. */
export function listMissing(settings: InngestSettings): string[] {
  const names = Object.keys(NEEDED_FOR) as (keyof typeof NEEDED_FOR)[]
  const given = names.filter((name) => settings[name] !== undefined)
  if (settings.INNGEST_DEV !== undefined || given.length === 0) return []
  return names
    .filter((name) => settings[name] === undefined)
    .map(
      (name) =>
        `${name}: is needed ${NEEDED_FOR[name]}, because ${given.join(', ')} ${given.length === 1 ? 'is' : 'are'} set`,
    )
}

/**
 * The SDK reads the base URL itself, and would send events to it as well. This completes a process's variables for
 * Inngest Cloud.
 */
export function completeForCloud(variables: Record<string, string | undefined>): void {
  if (isCloud(variables.INNGEST_BASE_URL)) variables.INNGEST_EVENT_API_BASE_URL ??= CLOUD_EVENT_URL
}

export function isCloud(baseUrl: string | undefined): boolean {
  return baseUrl?.replace(/\/$/, '') === CLOUD_BASE_URL
}
