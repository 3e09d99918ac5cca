/** Unit tests over a source file with one mutant in it: MUTANT is JSON, {file, start, end, text}. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import * as z from 'zod'
import { ownProcess } from '../../vitest.config.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const Mutant = z.object({ file: z.string(), start: z.number(), end: z.number(), text: z.string() })
const { file, start, end, text } = Mutant.parse(JSON.parse(process.env.MUTANT ?? ''))

export default defineConfig({
  root,
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform: (source, id) =>
        id.split('?')[0] === root + file ? source.slice(0, start) + text + source.slice(end) : undefined
    }
  ],
  test: {
    include: ['packages/**/*.test.ts'],
    exclude: ['**/node_modules/**', ...ownProcess],
    isolate: false,
    maxWorkers: 1,
    bail: 1,
    passWithNoTests: true,
    testTimeout: 20_000
  }
})
