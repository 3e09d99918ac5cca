// `npm start`: the gateway on one machine, built (build-gateway.ts) where that was not done yet, or before its sources
// changed. Runs under any Node from 20 on.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { flags, node24, runUnderNode24 } from './node24.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const built = join(root, 'packages/local/dist')
const sources = ['core', 'functions', 'local', 'web'].map(name => join(root, 'packages', name, 'src'))

if (!isBuilt()) {
  console.error('Building the gateway and its site (some seconds, once) …')
  const build = spawnSync(node24(), [...flags, join(root, 'scripts/build-gateway.ts')], { stdio: 'inherit' })
  if (build.status !== 0) process.exit(1)
}
runUnderNode24([join(built, 'gateway.mjs'), ...process.argv.slice(2)])

function isBuilt() {
  // Written last.
  const made = statSync(join(built, 'package.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  return [...sources, join(root, 'scripts'), join(root, 'package-lock.json')].every(place => newest(place) <= made)
}

/** ms since the epoch, of all that is below it; folders count, since a file that is taken away leaves a trace there alone. */
function newest(place) {
  const { mtimeMs } = statSync(place)
  if (place.endsWith('.json')) return mtimeMs
  const below = readdirSync(place, { recursive: true }).filter(name => !name.endsWith('.test.ts'))
  return Math.max(mtimeMs, ...below.map(name => statSync(join(place, name)).mtimeMs))
}
