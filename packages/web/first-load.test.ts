import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { type Bundle, firstLoads } from './first-load.ts'

const chunk = (name: string, code: string, imports: string[], role: 'entry' | 'page' | 'shared') =>
  ({ type: 'chunk', name, code, imports, isEntry: role === 'entry', isDynamicEntry: role === 'page' }) as const

it('a page’s first load is the entry, the page, and all that these import, each once', () => {
  const bundle: Bundle = {
    'index.js': chunk('index', 'entry', [], 'entry'),
    'a.js': chunk('a', 'page a', ['index.js', 'shared.js'], 'page'),
    'b.js': chunk('b', 'page b', ['index.js'], 'page'),
    'shared.js': chunk('shared', 'shared', ['deeper.js', 'index.js'], 'shared'),
    'deeper.js': chunk('deeper', 'deeper', [], 'shared'),
    'style.css': { type: 'asset' }
  }
  const gzipped = (...codes: string[]) => codes.reduce((sum, code) => sum + gzipSync(code).length, 0)
  expect(firstLoads(bundle)).toEqual([
    { page: 'a', bytes: gzipped('entry', 'page a', 'shared', 'deeper') },
    { page: 'b', bytes: gzipped('entry', 'page b') }
  ])
})
