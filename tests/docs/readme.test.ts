/** The documentation, held to the code that it speaks of. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { variables } from '@kachery-gateway/functions/config.ts'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** What a pattern's one group finds, in order. */
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found)

/** The rows of protocol.md's table of error codes: a status, and its codes. */
const errorRows = () => matches(read('docs/protocol.md'), /^\| [45]\d\d \| (.*) \|$/gm)

/** Most are made in core; a failure that nobody made is given its code on the way out. */
const whereErrorsAreGiven = [
  'packages/core/src/errors.ts',
  'packages/local/src/local-errors.ts',
  'packages/functions/src/http/failure.ts'
]

describe('the documentation', () => {
  it('lists every variable of the configuration, and no other, in the words of the code', () => {
    const rows = [...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` \| (.*) \|$/gm)].map(([, name, text]) => [
      name,
      text
    ])
    const told = Object.entries(variables).map(([name, { meaning, secret }]) => [
      name,
      secret === true ? `${meaning}; a secret` : meaning
    ])
    expect(rows).toEqual(told)
  })

  describe('of the error codes', () => {
    const listed = errorRows().flatMap(row => matches(row, /`([a-z]+\.[a-z_0-9]+)`/g))
    const quoted = /'([a-z]+\.[a-z_0-9]+)'/g

    it('lists every one that a client may be given', () => {
      const codes = matches(read('packages/core/src/errors.ts'), quoted)
      expect(codes.length).toBeGreaterThan(20)
      const internal = [
        ...['object.too_large', 'registry.record_too_large'],
        ...['job.overtaken', 'job.log_items_stay', 'usage.checkpoint_unreadable']
      ]
      expect(codes.filter(code => !listed.includes(code) && !internal.includes(code))).toEqual([])
    })

    it('lists none that there is not, and none twice', () => {
      const given = whereErrorsAreGiven.flatMap(path => matches(read(path), quoted))
      expect(listed.filter((code, at) => !given.includes(code) || listed.indexOf(code) !== at)).toEqual([])
    })
  })

  it('13.9: README says what figurl.org can and what browsers keep from a gateway on one machine', () => {
    const said = read('README.md').replace(/\s+/g, ' ')
    for (const words of ['Chrome 142', 'Local network access', '`FIGURL_BASE_URL`', 'kachery-gateway.figurl.org'])
      expect(said).toContain(words)
  })

  it('names only files that exist', () => {
    const files = globSync('packages/**/*.ts', { cwd: root, exclude: ['**/node_modules'] })
    const bare = new Set(files.map(path => basename(path)))
    const places = ['packages/core/src/', 'packages/functions/src/', 'packages/local/src/', '']
    const exists = (path: string) =>
      path.includes('/')
        ? places.some(place => existsSync(new URL(place + path, root)))
        : bare.has(path) || existsSync(new URL(path, root))
    const named = matches(read('docs/architecture.md'), /(?<![\w./-])([\w.-]+(?:\/[\w.-]+)*\.ts)(?![\w/-])/g)
    expect(named.length).toBeGreaterThan(25)
    expect(named.filter(path => !exists(path))).toEqual([])
  })
})
