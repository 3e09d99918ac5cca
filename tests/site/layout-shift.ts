/** What moves in a page without anybody's doing, while its answers come late and one after the other. */
import type { Page } from 'playwright-core'
import type { AdministrationFixture } from './administration/fixtures.ts'
import type { SiteWithApi } from './administration/site-with-api.ts'
import { late } from './answers.ts'

/** The fixture with the session known first, and the rest later, in this order. */
export function slowly<S extends AdministrationFixture>(fixture: S): S {
  const answers = Object.entries(fixture.answers).map(([operation, answer], at) => {
    const after = operation === 'GET /api/me' ? 100 : 200 + 20 * at
    return [operation, late(after, answer)] as const
  })
  return { ...fixture, answers: Object.fromEntries(answers) }
}

/** When what follows the width of the page, as charts do, has followed it. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate('new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))')

/** When nothing more comes: neither answers, nor what is loaded when it is needed, nor a picture that it changes. */
export async function settled(page: Page, site: SiteWithApi): Promise<void> {
  const state = async () => [
    site.asked.length,
    await page.evaluate<number>(`new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() =>
      resolve(performance.getEntriesByType('resource').length + document.body.innerHTML.length))))`)
  ]
  let before = ''
  for (let same = 0; same < 2; ) {
    await page.waitForTimeout(100)
    const now = JSON.stringify(await state())
    same = now === before && site.underWay() === 0 ? same + 1 : 0
    before = now
  }
}

/** How much has moved, and which elements, from where to where (y and height). */
export const shifts = (page: Page): Promise<string[]> =>
  page.evaluate(`new Promise(resolve => {
    const at = ({ y, height }) => Math.round(y) + '+' + Math.round(height)
    const moved = ({ node, previousRect, currentRect }) =>
      at(previousRect) + ' to ' + at(currentRect) + ' ' + (node?.outerHTML ?? node?.textContent)?.slice(0, 200)
    const inWords = ({ value, sources }) => value.toFixed(5) + ': ' + sources.map(moved).join('; ')
    new PerformanceObserver(list => resolve(list.getEntries().filter(entry => !entry.hadRecentInput).map(inWords)))
      .observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve([]), 100)
  })`)
