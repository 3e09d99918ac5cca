/**
 * Every fixture, light and dark, on phones and on a desk, as pictures to look at: `npm run screenshots`. After `--`: how the
 * names of those begin that are wanted.
 */
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { fixtures as ofAdministration } from './administration/fixtures.ts'
import { openStages, type Stage } from './administration/stage.ts'
import { type Fixture, fixtures } from './fixtures.ts'

const folder = fileURLToPath(new URL('../../screenshots/', import.meta.url))
const wanted = process.argv.slice(2)
const themes = ['light', 'dark'] as const
/** CSS pixels */
const widths = [320, 360, 1440]
/** Most of the time is waiting. */
const stagesAtOnce = 4

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
const stages = await openStages(stagesAtOnce)
const pictured = [...fixtures, ...ofAdministration].filter(
  fixture => wanted.length === 0 || wanted.some(name => fixture.name.startsWith(name))
)
try {
  await Promise.all(pictured.map(fixture => stages.on(stage => pictures(stage, fixture))))
} finally {
  await stages.close()
}
console.log(`Screenshots are in ${folder}`)

/** Loaded once: what a page looks like follows its width and the theme. */
async function pictures(stage: Stage, fixture: Fixture): Promise<void> {
  const { page, end } = await stage.play(fixture)
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      // Charts and editors come a moment later.
      await page.waitForTimeout(250)
      const name = `${fixture.name.replaceAll(' ', '-')}-${colorScheme}-${width}.png`
      await page.screenshot({ path: folder + name, fullPage: true, animations: 'disabled' })
    }
  }
  await end()
}
