/** Every fixture of the administration as pictures to look at, light and dark, on a phone and on a desk. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { fixtures } from './fixtures.ts'
import { openStage } from './stage.ts'

const folder = fileURLToPath(new URL('../../../screenshots/administration/', import.meta.url))
const only = process.argv[2] ?? ''
/** Light on a desk and dark on a phone; with `--all` each in both. */
const all = process.argv.includes('--all')
const looks = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 360 },
  ...(all
    ? ([
        { colorScheme: 'dark', width: 1440 },
        { colorScheme: 'light', width: 360 }
      ] as const)
    : [])
] as const

await mkdir(folder, { recursive: true })
const stage = await openStage()
try {
  for (const fixture of fixtures.filter(({ name }) => name.startsWith(only))) {
    for (const { colorScheme, width } of looks) {
      const { page, end } = await stage.play(fixture, { colorScheme, viewport: { width, height: 900 } })
      // Charts and editors come a moment later.
      await page.waitForTimeout(250)
      const name = `${fixture.name.replaceAll(' ', '-')}-${colorScheme}-${width}.png`
      await page.screenshot({ path: folder + name, fullPage: true, animations: 'disabled' })
      await end()
    }
  }
} finally {
  await stage.close()
}
console.log(`Screenshots are in ${folder}`)
