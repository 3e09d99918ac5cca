import { existsSync, readFileSync } from 'node:fs'
import { variables } from '@kachery-gateway/functions/config.ts'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

describe('the documentation', () => {
  it('lists every variable of the configuration, and no other, in the words of the code', () => {
    const rows = [...read('README.md').matchAll(/^\| `([A-Z_]+)` \| (.*) \|$/gm)].map(([, name, text]) => [name, text])
    expect(Object.fromEntries(rows)).toEqual(variables)
  })

  it('lists every error code', () => {
    const codes = [...read('packages/core/src/errors.ts').matchAll(/'([a-z]+\.[a-z_0-9]+)'/g)].map(
      ([, code = '']) => code
    )
    expect(codes.length).toBeGreaterThan(20)
    const internal = ['object.too_large', 'registry.record_too_large']
    const missing = new Set(codes).difference(new Set(internal))
    for (const match of read('docs/protocol.md').matchAll(/`([a-z]+\.[a-z_0-9]+)`/g)) missing.delete(match[1] ?? '')
    expect([...missing]).toEqual([])
  })

  it('names only files that exist', () => {
    const places = ['packages/core/src/', 'packages/functions/src/', 'packages/local/src/', '']
    const exists = (path: string) => places.some(place => existsSync(new URL(place + path, root)))
    const named = [...read('docs/architecture.md').matchAll(/`([\w-]+(?:\/[\w.-]+)+\.ts|[\w-]+\.ts)`/g)].map(
      ([, path = '']) => path
    )
    expect(named.length).toBeGreaterThan(15)
    expect(named.filter(path => path.includes('/') && !exists(path))).toEqual([])
  })
})
