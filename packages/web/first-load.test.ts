import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { type Bundle, firstLoads } from './first-load.ts'

const chunk = (name: string, code: string, imports: string[], dynamicImports: string[] = []) =>
  ({ type: 'chunk', name, code, imports, dynamicImports, isEntry: name === 'index' }) as const

const gzipped = (...codes: string[]) => codes.reduce((sum, code) => sum + gzipSync(code).length, 0)

it('a page’s first load is the entry, the page, and all that these import, each once', () => {
  const bundle: Bundle = {
    'index.js': chunk('index', 'entry', [], ['a.js', 'b.js']),
    'a.js': chunk('a', 'page a', ['index.js', 'shared.js']),
    'b.js': chunk('b', 'page b', ['index.js']),
    'shared.js': chunk('shared', 'shared', ['deeper.js', 'index.js']),
    'deeper.js': chunk('deeper', 'deeper', []),
    'style.css': { type: 'asset' }
  }
  expect(firstLoads(bundle)).toEqual([
    { page: 'a', bytes: gzipped('entry', 'page a', 'shared', 'deeper') },
    { page: 'b', bytes: gzipped('entry', 'page b') }
  ])
})

it('what a page itself loads later is not part of it, unless it is imported as well', () => {
  const bundle: Bundle = {
    'index.js': chunk('index', 'entry', [], ['a.js']),
    'a.js': chunk('a', 'page a', ['index.js', 'chart.js'], ['editor.js', 'chart.js']),
    'editor.js': chunk('editor', 'editor', ['index.js']),
    'chart.js': chunk('chart', 'chart', [])
  }
  expect(firstLoads(bundle)).toEqual([{ page: 'a', bytes: gzipped('entry', 'page a', 'chart') }])
})
