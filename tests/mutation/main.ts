/**
 * How many small mistakes the unit tests notice: `npm run test:mutation -- [--sample N] [--seed N] [PATH]`.
 * Without a sample all of them are tried, which takes hours. Ends with 1 where fewer than 92 % are noticed.
 */
import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { type Mutant, mutantsOf } from './mutants.ts'

const wanted = 0.92
/** s; what takes longer goes round for ever. */
const limit = 180
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
  'signing',
  'usage',
  'users',
  'zones'
]
const sources = [...folders.map(name => `packages/core/src/${name}`), 'packages/functions/src/sign-in']

const { values, positionals } = parseArgs({
  options: { sample: { type: 'string' }, seed: { type: 'string' }, atOnce: { type: 'string', default: '2' } },
  allowPositionals: true
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))

interface Tried extends Mutant {
  file: string
}

const all: Tried[] = sources
  .flatMap(folder => globSync(`${folder}/**/*.ts`))
  .filter(file => !file.endsWith('.test.ts') && file.startsWith(positionals[0] ?? ''))
  .toSorted()
  .flatMap(file => mutantsOf(readFileSync(file, 'utf8')).map(mutant => ({ file, ...mutant })))
const chosen = shuffled(all, seed).slice(0, Number(values.sample ?? all.length))
console.log(`${chosen.length} of ${all.length} mutants; --seed ${seed} chooses the same again`)

// Tests that fail anyway would notice anything.
await sideBySide(new Map(chosen.map(({ file }) => [dirname(file), file])).values(), async file => {
  if (!(await pass({ file, start: 0, end: 0, text: '' }, ['run', dirname(file)])))
    throw new Error(`The tests in ${dirname(file)} fail without a mutant: mend them first.`)
})

const survivors: Tried[] = []
await sideBySide(chosen, async mutant => {
  // Most are noticed beside the code; what is not may be by a test of those who use it.
  if (!(await pass(mutant, ['run', dirname(mutant.file)]))) return
  if (!(await pass(mutant, ['related', '--run', mutant.file]))) return
  survivors.push(mutant)
  console.log(`not noticed: ${mutant.file}:${mutant.line} ${mutant.what}\n    ${lineOf(mutant)}`)
})
const noticed = chosen.length - survivors.length
const share = chosen.length === 0 ? 0 : noticed / chosen.length
console.log(`${noticed} of ${chosen.length} noticed: ${(100 * share).toFixed(0)} %, wanted: ${100 * wanted} %`)
process.exitCode = share < wanted ? 1 : 0

/** Whether these tests do, in time. */
function pass({ file, start, end, text }: Pick<Tried, 'file' | 'start' | 'end' | 'text'>, which: string[]) {
  const args = ['node_modules/vitest/vitest.mjs', ...which, '--config', 'tests/mutation/vitest.config.ts']
  const env = { ...process.env, MUTANT: JSON.stringify({ file, start, end, text }) }
  const child = spawn(process.execPath, args, { env, stdio: 'ignore', timeout: limit * 1000, killSignal: 'SIGKILL' })
  return new Promise<boolean>(resolve => child.on('close', code => resolve(code === 0)))
}

async function sideBySide<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  await Promise.all(
    Array.from({ length: Number(values.atOnce) }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item)
    })
  )
}

function lineOf({ file, line }: Tried): string {
  return (readFileSync(file, 'utf8').split('\n')[line - 1] ?? '').trim()
}

/** By mulberry32, so that a seed is a sample. */
function shuffled<T>(items: readonly T[], start: number): T[] {
  let state = start
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return items
    .map(item => ({ item, at: next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
