import { findBrowser } from '../e2e/browser'

// Reports by its exit code whether the browser tests can run here; the first call unpacks the browser.
findBrowser().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
