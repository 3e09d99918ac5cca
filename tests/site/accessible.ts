/** How a fixture looks to those who see it in another way: its violations, in both themes, and whether it fits a phone. */
import axe from 'axe-core'
import { expect } from 'vitest'
import type { AdministrationFixture } from './administration/fixtures.ts'
import type { Played, Stage } from './administration/stage.ts'

export async function violations({ page }: Played): Promise<string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe.source)
  return page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' ')))`
  )
}

export async function expectAccessible(stage: Stage, fixture: AdministrationFixture): Promise<void> {
  const played = await stage.play(fixture, { colorScheme: 'light', reducedMotion: 'reduce' })
  try {
    expect(await violations(played)).toEqual([])
    await played.page.setViewportSize({ width: 320, height: 740 })
    await played.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    expect(await violations(played)).toEqual([])
    expect(await played.page.evaluate('document.documentElement.scrollWidth')).toBe(320)
    expect(played.troubles).toEqual([])
  } finally {
    await played.end()
  }
}
