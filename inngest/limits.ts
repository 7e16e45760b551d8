/** Steps of one download that run concurrently. Requests to one host have a separate limit. */
export const STEP_CONCURRENCY = 6
