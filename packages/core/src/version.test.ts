import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { version } from './version.ts'

it('the version is the one that every package has', () => {
  for (const folder of ['', 'packages/core/', 'packages/functions/', 'packages/local/', 'packages/web/']) {
    const manifest: unknown = JSON.parse(
      readFileSync(new URL(`../../../${folder}package.json`, import.meta.url), 'utf8')
    )
    expect(manifest).toMatchObject({ version })
  }
})
