/** What CONTRIBUTING.md has people type, as they type it, and that its promises are kept. */
import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const document = readFileSync(`${root}CONTRIBUTING.md`, 'utf8')
const shown = [...document.matchAll(/^(npm run test:unit -- .*?|npm run test:watch -- .*?)(?: +#.*)?$/gm)].map(
  ([, command = '']) => command
)

/** Runs a line of a shell here; `until` sees what it says, and ends it by answering true. */
function type(command: string, until: (output: string) => boolean = () => false) {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(command, { cwd: root, shell: true, detached: true, env: { PATH, HOME, NO_COLOR: '1' } })
  const end = () => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  }
  onTestFinished(end)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk
      if (until(output)) end()
    })
  return new Promise<string>(resolve => child.on('close', () => resolve(output)))
}

it('it shows how one test is run, and watched', () => {
  expect(shown).toHaveLength(3)
})

it.each(shown.filter(command => command.includes('test:unit')))('%s', { timeout: 60_000 }, async command => {
  expect(await type(command)).toMatch(/Tests +[1-9]\d* passed/)
})

it.each(shown.filter(command => command.includes('test:watch')))('%s', { timeout: 60_000 }, async command => {
  expect(await type(command, output => output.includes('Waiting for file changes'))).toMatch(/Tests +[1-9]\d* passed/)
})

it('npm run dev starts anew when a source file changes', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kachery-dev-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  let changed = false
  const output = await type(`npm run dev -- --port 0 --data ${folder}`, said => {
    const starts = said.split(/Kachery gateway \S+ {2}http:\/\//).length - 1
    if (starts > 0 && !changed) {
      changed = true
      void utimes(`${root}packages/local/src/start-message.ts`, new Date(), new Date())
    }
    return starts > 1
  })
  expect(output).toMatch(/start-message\.ts has changed[\s\S]*Kachery gateway \S+ {2}http:/)
})

it('files of the project unit start no process and no browser', () => {
  const config = readFileSync(`${root}vitest.config.ts`, 'utf8')
  const [, list = ''] = /const ownProcess = \[(.*?)\n\]/s.exec(config) ?? []
  const apart = new Set([...list.matchAll(/'([^']+)'/g)].flatMap(([, glob = '']) => globSync(glob, { cwd: root })))
  const files = globSync(['packages/**/*.test.ts', 'tests/attack/**/*.test.ts'], {
    cwd: root,
    exclude: file => file.includes('node_modules')
  }).filter(file => !apart.has(file))
  expect(files.length).toBeGreaterThan(100)
  const starting = files.filter(file =>
    /from '(node:child_process|playwright-core|.*gateway-process.*)'/.test(readFileSync(root + file, 'utf8'))
  )
  expect(starting, 'add them to ownProcess in vitest.config.ts').toEqual([])
})
