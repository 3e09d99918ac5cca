/** Which unit tests may notice a change of a file: those that import it, directly or not, the nearest first. */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { ownProcess } from '../../vitest.config.ts'

const imports = /(?:from|import|import\() ?'((?:\.|@kachery-gateway\/)[^']+\.tsx?)'/g

/** Relative to the repository; by the file that is imported. */
function importersIn(files: readonly string[]): Map<string, string[]> {
  const importers = new Map<string, string[]>()
  for (const file of files)
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(imports)) {
      const imported = name.startsWith('.')
        ? normalize(join(dirname(file), name))
        : name.replace(/^@kachery-gateway\/([a-z-]+)\//, 'packages/$1/src/')
      importers.set(imported, [...(importers.get(imported) ?? []), file])
    }
  return importers
}

const skipped = new Set(ownProcess.flatMap(pattern => globSync(pattern)))
const importers = importersIn(globSync('{packages,tests/attack}/**/*.ts', { exclude: ['**/node_modules/**'] }))

/** In rounds: the test of that name, those beside it, those of who imports it, of who imports these, … */
export function testsOf(file: string): string[][] {
  const rounds: string[][] = []
  const seen = new Set([file])
  for (let wave = [file]; wave.length > 0; ) {
    wave = wave.flatMap(one => importers.get(one) ?? []).filter(one => !seen.has(one) && seen.add(one))
    rounds.push(wave.filter(one => one.endsWith('.test.ts') && !skipped.has(one)))
  }
  const all = [...new Set(rounds.flat())]
  const named = all.filter(test => basename(test) === basename(file).replace('.ts', '.test.ts'))
  const beside = all.filter(test => dirname(test) === dirname(file) && !named.includes(test))
  const others = rounds.map(round => round.filter(test => !named.includes(test) && !beside.includes(test)))
  return [named, beside, ...others].filter(round => round.length > 0)
}
