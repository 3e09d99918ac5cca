/** What a page does to those who see it in another way: its violations. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Played } from './administration/stage.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function violations({ page }: Pick<Played, 'page'>): Promise<string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe)
  return page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' ')))`
  )
}
