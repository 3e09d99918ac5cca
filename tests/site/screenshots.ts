/** Every fixture, light and dark, on a phone and on a desk, as pictures to look at: `npm run screenshots`. */
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { fixtures as ofAdministration } from './administration/fixtures.ts'
import { openStage } from './administration/stage.ts'
import { fixtures } from './fixtures.ts'

const folder = fileURLToPath(new URL('../../screenshots/', import.meta.url))
const only = process.argv[2] ?? ''

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
const stage = await openStage()
try {
  for (const fixture of [...fixtures, ...ofAdministration].filter(({ name }) => name.startsWith(only))) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [360, 1440]) {
        const { page, end } = await stage.play(fixture, { colorScheme, viewport: { width, height: 800 } })
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
