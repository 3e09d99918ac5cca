/** Measures, at each build, the JavaScript that each page needs before it is there, and fails above the budget. */
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

interface Chunk {
  type: 'chunk'
  isEntry: boolean
  name: string
  code: string
  imports: string[]
  dynamicImports: string[]
}
export type Bundle = Record<string, Chunk | { type: 'asset' }>

/** `budget`: kB, gzipped. */
export function firstLoad(budget: number): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const sizes = firstLoads(bundle)
        const lines = sizes.map(({ page, bytes }) => `  ${page}: ${(bytes / 1000).toFixed(1)} kB`)
        this.info(`first load of JavaScript, gzipped, at most ${budget} kB:\n${lines.join('\n')}`)
        const over = sizes.filter(({ bytes }) => bytes > budget * 1000).map(({ page }) => page)
        if (over.length > 0) this.error(`the first load of ${over.join(', ')} is above ${budget} kB`)
      }
    }
  }
}

/**
 * Of each page: the entry, the page's own chunk, and whatever these import. Pages are what the entry loads later; what a
 * page itself loads later, its editor or its charts, is not waited for.
 */
export function firstLoads(bundle: Bundle): { page: string; bytes: number }[] {
  const chunks = Object.entries(bundle).flatMap(([file, part]) => (part.type === 'chunk' ? [{ ...part, file }] : []))
  const entries = chunks.filter(chunk => chunk.isEntry).map(chunk => chunk.file)
  const first = withImports(bundle, entries)
  const later = new Set(chunks.filter(({ file }) => first.has(file)).flatMap(chunk => chunk.dynamicImports))
  const pages = chunks.filter(({ file }) => later.has(file))
  return pages.map(page => ({
    page: page.name,
    bytes: gzippedBytes(bundle, withImports(bundle, [...entries, page.file]))
  }))
}

function withImports(bundle: Bundle, files: string[]): Set<string> {
  const all = new Set(files)
  for (const file of all) {
    const part = bundle[file]
    if (part?.type === 'chunk') for (const imported of part.imports) all.add(imported)
  }
  return all
}

function gzippedBytes(bundle: Bundle, files: Set<string>): number {
  let bytes = 0
  for (const file of files) {
    const part = bundle[file]
    if (part?.type === 'chunk') bytes += gzipSync(part.code).length
  }
  return bytes
}
