/**
 * Every fixture, light and dark, on phones and on a desk, as pictures to look at: `npm run screenshots`. After `--`: how the
 * names of those begin that are wanted.
 */
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { fixtures as ofAdministration } from './administration/fixtures.ts'
import { openStage } from './administration/stage.ts'
import { fixtures } from './fixtures.ts'

const folder = fileURLToPath(new URL('../../screenshots/', import.meta.url))
const wanted = process.argv.slice(2)
/** CSS pixels */
const widths = [320, 360, 1440]

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
const stage = await openStage()
try {
  for (const fixture of [...fixtures, ...ofAdministration]) {
    if (wanted.length > 0 && !wanted.some(name => fixture.name.startsWith(name))) continue
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of widths) {
        const { page, end } = await stage.play(fixture, { colorScheme, viewport: { width, height: 900 } })
        // Charts and editors come a moment later.
        await page.waitForTimeout(250)
        const name = `${fixture.name.replaceAll(' ', '-')}-${colorScheme}-${width}.png`
        await page.screenshot({ path: folder + name, fullPage: true, animations: 'disabled' })
        await end()
      }
    }
  }
} finally {
  await stage.close()
}
console.log(`Screenshots are in ${folder}`)
