/** The site as it is deployed: built where that was not done yet, or before its sources changed. */
import { execFileSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('../packages/web/', import.meta.url))
const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url))
const sources = ['src/**/*', '*.{ts,html,json}', '../core/src/api/client.ts', '../core/src/ids/*.ts']

export const isBuilt = (): boolean => newest(['dist/index.html']) >= newest(sources)

/** The folder that it is in. */
export function builtSite(): string {
  if (!isBuilt()) buildSite()
  return `${home}dist/`
}

/** In a process of its own: what a test runner sets in its environment would change what is built. */
function buildSite(): void {
  const { NODE_ENV: _, ...env } = process.env
  execFileSync(process.execPath, [vite, 'build', home], { env, stdio: 'pipe' })
}

/** ms since the epoch; 0 where there is no such file */
const newest = (patterns: string[]): number =>
  Math.max(0, ...globSync(patterns, { cwd: home }).map(file => statSync(home + file).mtimeMs))
