/**
 * Makes packages/local/dist: the gateway on one machine as a package of its own that needs nothing else, as Lambda's
 * functions are bundled, with the site. `npm start` runs it there, and `npm pack packages/local/dist` makes a file of it
 * that npx starts.
 */
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { builtSite } from './built-site.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const draft = join(root, 'packages/local/dist.new')
const dist = join(root, 'packages/local/dist')

rmSync(draft, { recursive: true, force: true })
await build({
  absWorkingDir: root,
  entryPoints: { gateway: 'packages/local/src/packaged.ts' },
  outdir: draft,
  outExtension: { '.js': '.mjs' },
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  logLevel: 'error',
  // CommonJS packages ask for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" }
})
cpSync(join(root, 'scripts/node24.mjs'), join(draft, 'node24.mjs'))
writeFileSync(join(draft, 'bin.mjs'), bin(), { mode: 0o755 })
for (const name of ['LICENSE', 'README.md']) cpSync(join(root, name), join(draft, name))
try {
  cpSync(builtSite(), join(draft, 'site'), { recursive: true })
} catch (error) {
  console.error(`The site can't be built; kachery clients are served without it. ${String(error)}`)
}
writeFileSync(join(draft, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`)
rmSync(dist, { recursive: true, force: true })
renameSync(draft, dist)

function bin(): string {
  return `#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { runUnderNode24 } from './node24.mjs'

runUnderNode24([fileURLToPath(new URL('gateway.mjs', import.meta.url)), ...process.argv.slice(2)])
`
}

/** Node 24 for this platform comes along where the Node at hand is older. */
function manifest(): object {
  const own: Record<string, unknown> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const { version, description, license, engines, optionalDependencies } = own
  return {
    name: 'kachery-gateway',
    version,
    description,
    license,
    type: 'module',
    bin: { 'kachery-gateway': 'bin.mjs' },
    engines,
    optionalDependencies
  }
}
