import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { twMerge } from 'tailwind-merge'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe has against a page, as pairs of a rule and the elements that break it, and classes that contradict each
 * other (lib/utils.ts). It needs scripts to run.
 * The bars of histograms may be narrower than 24 pixels, because a condition by form does the same
 * (WCAG 2.2, 2.5.8, exception "Equivalent").
 */
export async function findFaults(page: Page): Promise<[string, string[]][]> {
  // After a soft navigation the title comes a moment after the page.
  await page.waitForFunction(() => document.title !== '')
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(TAGS)
    .analyze()
  const bars = await page.locator('[data-slot=histogram] a').evaluateAll((all) => all.map((a) => a.outerHTML))
  const faults = violations
    .map(({ id, nodes }): [string, string[]] => [
      id,
      nodes
        .map(({ html }) => html)
        .filter((html) => id !== 'target-size' || !bars.some((bar) => bar.startsWith(html.slice(0, 100)))),
    ])
    .filter(([, elements]) => elements.length > 0)
  const contradictions = await findContradictions(page)
  return contradictions.length > 0 ? [...faults, ['classes', contradictions]] : faults
}

/** Lists of classes of which Tailwind would have to drop some to make sense of the rest. */
async function findContradictions(page: Page): Promise<string[]> {
  const lists = await page
    .locator('[class]')
    .evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('class') ?? ''))])
  return lists.filter((list) => twMerge(list) !== list)
}
