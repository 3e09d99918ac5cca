/**
 * How many small mistakes the unit tests notice: `npm run test:mutation -- [--sample N] [--seed N] [PATH]`.
 * Without a sample all of them are tried, which takes hours. Ends with 1 where fewer than 92 % are noticed, or
 * than --wanted says.
 */
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { type Mutant, mutantsOf } from './mutants.ts'
import type { Task } from './runner.ts'
import { tryAll } from './runners.ts'
import { testsOf } from './tests-of.ts'
import { type Unnoticeable, unnoticeable } from './unnoticeable.ts'

/** Of those that import a file, the nearest. */
const mostTests = 40
const folders = [
  'access',
  'activity',
  'clients',
  'files',
  'me',
  'model',
  'protocol',
  'record',
  'registered',
  'registrations',
  'resources',
  'signing',
  'usage',
  'users',
  'zones'
]
const sources = [...folders.map(name => `packages/core/src/${name}`), 'packages/functions/src/sign-in']

interface Tried extends Mutant, Task {
  source: string
}

const { values, positionals } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    atOnce: { type: 'string', default: '2' },
    wanted: { type: 'string', default: '92' }
  },
  allowPositionals: true
})

const all = sources
  .flatMap(folder => globSync(`${folder}/**/*.ts`))
  .filter(file => !/\.(test|contract)\.ts$/.test(file) && file.startsWith(positionals[0] ?? ''))
  .toSorted()
  .flatMap(mutantsIn)
const known = new Set(unnoticeable.map(nameOf))
const left = all.filter(mutant => !known.has(nameOf(mutant)))
const chosen = inOrderOf(left, values.seed).slice(0, Number(values.sample ?? left.length))
console.log(`${chosen.length} of ${all.length} mutants; --seed ${values.seed} chooses the same again`)

// Tests that fail anyway would notice anything: at once, since each run loads the gateway anew; one by one where some fail.
const untouched = [
  ...new Map(
    chosen.map(mutant => [
      dirname(mutant.file),
      { ...mutant, end: mutant.start, text: '', rounds: mutant.rounds.slice(0, 2) }
    ])
  ).values()
]
const allOfThem = [...new Set(untouched.flatMap(({ rounds }) => rounds.flat()))]
const failing: Tried[] = []
await tryAll(
  untouched.slice(0, 1).map(first => ({ ...first, rounds: [allOfThem] })),
  1,
  (_, noticed) => {
    if (noticed) failing.push(...untouched)
  }
)
// A time limit may have been the machine's.
await tryAll(failing, 1, (task, noticed) => {
  if (noticed) throw new Error(`The tests of ${task.file} fail without a mutant: mend them first.`)
})

const survivors: Tried[] = []
await tryAll(chosen, Number(values.atOnce), (mutant, noticed) => {
  if (noticed) return
  survivors.push(mutant)
  console.log(`not noticed: ${mutant.file} ${mutant.what}\n    ${mutant.source}`)
})
const noticed = chosen.length - survivors.length
const share = chosen.length === 0 ? 0 : noticed / chosen.length
console.log(`${noticed} of ${chosen.length} noticed: ${(100 * share).toFixed(0)} %, wanted: ${values.wanted} %`)
process.exitCode = 100 * share < Number(values.wanted) ? 1 : 0

function mutantsIn(file: string): Tried[] {
  const text = readFileSync(file, 'utf8')
  const lines = text.split('\n')
  const rounds = nearest(testsOf(file))
  return mutantsOf(text).map(mutant => ({ file, rounds, ...mutant, source: (lines[mutant.line - 1] ?? '').trim() }))
}

function nearest(rounds: string[][]): string[][] {
  let room = mostTests
  return rounds.flatMap(round => {
    const some = round.slice(0, room)
    room -= some.length
    return some.length === 0 ? [] : [some]
  })
}

function nameOf({ file, what, source }: Unnoticeable | Tried): string {
  return [file, what, source].join('\n')
}

/** A seed is a sample, of which a change of the source changes only its own part. */
function inOrderOf(mutants: readonly Tried[], seed: string): Tried[] {
  const place = (mutant: Tried) =>
    createHash('sha1')
      .update(`${seed}\n${nameOf(mutant)}`)
      .digest('hex')
  return mutants
    .map(mutant => ({ mutant, at: place(mutant) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ mutant }) => mutant)
}
