/** The site as it is deployed: built where that was not done yet, or before its sources changed. */
import { globSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const home = fileURLToPath(new URL('../../packages/web/', import.meta.url))
const sources = ['src/**/*', '*.{ts,html,json}']

/** The folder that it is in. */
export async function builtSite(): Promise<string> {
  const built = newest(['dist/index.html'])
  if (built < newest(sources)) await build({ configFile: `${home}vite.config.ts`, logLevel: 'warn' })
  return `${home}dist/`
}

/** ms since the epoch; 0 where there is no such file */
const newest = (patterns: string[]): number =>
  Math.max(0, ...globSync(patterns, { cwd: home }).map(file => statSync(home + file).mtimeMs))
