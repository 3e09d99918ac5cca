/**
 * The Containerfile's steps, run as a builder runs them, in folders instead of layers: each COPY and RUN of it, but for
 * `npm ci`, whose packages are those at hand. What it starts then answers.
 */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const lines = readFileSync(join(root, 'Containerfile'), 'utf8')
  .split('\n')
  .filter(line => /^[A-Z]/.test(line))
const ignored = readFileSync(join(root, '.containerignore'), 'utf8').trim().split('\n')

it('13.26: the steps of the Containerfile make a gateway that answers', { timeout: 180_000 }, async () => {
  const home = await mkdtemp(join(tmpdir(), 'container-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const [build, image] = [join(home, 'build'), join(home, 'image')]
  await mkdir(join(image, 'opt'), { recursive: true })
  let entry: string[] = []
  for (const line of lines) {
    const [step, rest = ''] = line.split(/ (.*)/s)
    switch (step) {
      case 'FROM':
        expect(rest).toMatch(/^docker\.io\/library\/node:24-\S+( AS build)?$/)
        break
      case 'COPY': {
        const [from = '', to = ''] = rest.replace('--from=build ', '').split(' ')
        if (rest === '. .')
          cpSync(root, build, { recursive: true, filter: path => !isIgnored(path.slice(root.length)) })
        else cpSync(join(home, from), join(image, to), { recursive: true })
        break
      }
      case 'RUN':
        if (rest.startsWith('npm ci')) symlinkSync(join(root, 'node_modules'), join(build, 'node_modules'))
        else if (rest.startsWith('npm')) {
          const done = spawnSync('sh', ['-c', rest], { cwd: build, encoding: 'utf8' })
          expect(done.status, done.stdout + done.stderr).toBe(0)
        } else expect(rest).toBe('mkdir /data && chown node:node /data')
        break
      case 'ENTRYPOINT':
        entry = JSON.parse(rest)
        break
      default:
        expect(['WORKDIR', 'USER', 'VOLUME']).toContain(step)
    }
  }
  const [, script = '', ...words] = entry.map(word => (word.startsWith('/') ? join(image, word) : word))
  expect(existsSync(script)).toBe(true)
  const gateway = spawn(process.execPath, [script, ...words, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise(resolve => gateway.once('exit', resolve))
  let output = ''
  gateway.stdout.on('data', chunk => {
    output += chunk
  })
  await expect.poll(() => output, { timeout: 30_000 }).toContain('Ctrl-C')
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
  expect((await fetch(`${url}/api/health`)).status).toBe(200)
  gateway.kill('SIGTERM')
  expect(await ended).toBe(0)
})

const isIgnored = (path: string): boolean =>
  ignored.some(name =>
    name.startsWith('**/') ? path.endsWith(name.slice(2)) : path === name || path.startsWith(`${name}/`)
  )
