import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations']

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * The violations that axe finds on a page, as pairs of a rule and the elements that break it. Requires JavaScript.
 * Histogram bars may be narrower than 24 pixels, because the condition form does the same
 * (WCAG 2.2, 2.5.8, exception "Equivalent").
 */
export async function findFaults(page: Page): Promise<[string, string[]][]> {
  let violations = await analyze(page)
  // During a soft navigation the old title goes a moment before the new one comes.
  if (violations.some(({ id }) => id === 'document-title')) violations = await analyze(page)
  const bars = await page.locator('.histogram a').evaluateAll((all) => all.map((a) => a.outerHTML))
  return violations
    .map(({ id, nodes }): [string, string[]] => [
      id,
      nodes
        .map(({ html }) => html)
        .filter((html) => id !== 'target-size' || !bars.some((bar) => bar.startsWith(html.slice(0, 100)))),
    ])
    .filter(([, elements]) => elements.length > 0)
}

/** Waits for the title, which is set a moment after the page when it follows a link. */
async function analyze(page: Page): Promise<Violations> {
  await page.waitForFunction(() => document.title !== '')
  const { violations } = await new AxeBuilder({ page })
    // In the page itself, which has no frames: passing every partial result to a second page takes ten times as long.
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'], selectors: false })
    .withTags(TAGS)
    .analyze()
  return violations
}
