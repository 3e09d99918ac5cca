/**
 * A newcomer's first ten minutes: the commands of README.md, taken from its code blocks and run one after the other in
 * a fresh clone of this checkout (of what is committed). Only `pip install` is replaced: the tests' Python
 * (TEST_KACHERY_PYTHON) has what it would install, and its programs are on the path instead.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  environmentOf,
  initClient,
  makeKeys,
  python,
  pythonJson,
  runPython
} from '../../packages/client/src/python-client.ts'
import { searchFolder } from '../../packages/leak-check/src/folder.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'

const run = promisify(execFile)
const checkout = fileURLToPath(new URL('../..', import.meta.url))

/** ms from the end of `npm ci` until the URL is printed. */
const startLimit = 15_000

/** The code blocks of a document, in order. */
function codeBlocks(markdown: string, language: string): string[] {
  return Array.from(markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms))
    .filter(([, given]) => given === language)
    .map(([, , code = '']) => code)
}

const linesOf = (block: string) =>
  block
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))

describe('a newcomer with README.md', () => {
  const folder = scratchFolder()
  const clone = join(folder.path, 'kachery-gateway')
  const home = join(folder.path, 'home')
  let gateway: ChildProcess | undefined
  let readme = ''

  beforeAll(async () => {
    await run('git', ['clone', '--quiet', checkout, clone])
    readme = readFileSync(join(clone, 'README.md'), 'utf8')
  })
  afterAll(async () => {
    await end(gateway)
    await searchFolder(join(clone, '.kachery-gateway'))
    await folder.remove()
  })

  it('has the gateway running with the first two commands, within 15 s of npm being done', async () => {
    const [commands = ''] = codeBlocks(readme, 'bash')
    expect(linesOf(commands)).toEqual(['npm ci', 'npm start'])
    const installed = await run('npm', ['ci'], { cwd: clone, env: npmEnvironment(), maxBuffer: 10_000_000 })
    // On whichever Node the newcomer has: no wall of warnings about engines and install scripts.
    expect(installed.stdout + installed.stderr).not.toMatch(/npm (warn|error)/i)
    const began = performance.now()
    const starting = start(clone)
    gateway = starting.child
    const printed = await starting.url
    expect(performance.now() - began).toBeLessThan(startLimit)
    expect(readme).toContain(`export KACHERY_GATEWAY_URL=${printed}\n`)
    // A registry of packages takes its time.
  }, 420_000)

  it('registers and stores a file with the next ones, and loads it into another cache directory', async () => {
    const [, commands = ''] = codeBlocks(readme, 'bash')
    const [install, variable = '', init, ...more] = linesOf(commands)
    expect([install, init, more]).toEqual(['pip install kachery-cloud numpy', 'kachery-cloud-init', []])
    const gatewayUrl = variable.replace('export KACHERY_GATEWAY_URL=', '')
    const place = { gatewayUrl, home }
    expect(await initClient(place, 'newcomer')).toContain('Client initialized successfully.')

    const [snippet = ''] = codeBlocks(readme, 'python')
    await writeFile(join(home, 'snippet.py'), snippet)
    const { stdout } = await run(python(), ['snippet.py'], { cwd: home, env: environmentOf(place) })
    const [uri = '', copy = ''] = stdout.trim().split('\n')
    expect(uri).toMatch(/^sha1:\/\/[0-9a-f]{40}$/)
    const stored = readFileSync(join(home, 'hello.txt'))
    expect(readFileSync(copy)).toEqual(stored)

    const elsewhere = { ...place, kacheryDirectory: join(folder.path, 'elsewhere') }
    await makeKeys(elsewhere)
    const load = 'import json, sys, kachery_cloud as kc; print(json.dumps(kc.load_file(sys.argv[1])))'
    const otherCopy = String(await pythonJson(elsewhere, load, [uri]))
    expect(otherCopy).toContain(elsewhere.kacheryDirectory)
    expect(readFileSync(otherCopy)).toEqual(stored)
  })

  it('stores and loads a large file with the lines of "Large files", in a new environment, and by kachery_cloud', async () => {
    const [, section = ''] = /^## Large files\n(.*?)^## /ms.exec(readme) ?? []
    const [commands = ''] = codeBlocks(section, 'bash')
    const [program = ''] = codeBlocks(section, 'python')
    await writeFile(join(home, 'program.py'), program)
    const script = `set -e\n${commands}\npython3 ${join(home, 'program.py')}\n`
    const { PATH = '' } = process.env
    const { stdout } = await run('bash', ['-c', script], { cwd: clone, env: { PATH, HOME: home } })
    const hash = createHash('sha1')
      .update(readFileSync(join(home, 'recording.bin')))
      .digest('hex')
    expect(stdout).toContain('This machine is registered')
    expect(stdout.trim().split('\n').slice(-2)).toEqual(['the same', `sha1://${hash}`])
    // A registry of packages takes its time.
  }, 420_000)

  it('ends it with Ctrl-C and starts it again: the file is there; the clone holds nothing that git would see', async () => {
    expect(existsSync(join(clone, '.kachery-gateway'))).toBe(true)
    await end(gateway)
    const starting = start(clone)
    gateway = starting.child
    const gatewayUrl = await starting.url
    const again = await runPython({ gatewayUrl, home }, 'import kachery_cloud as kc; print(kc.store_file("hello.txt"))')
    expect(again.stdout, again.stderr).toMatch(/^sha1:\/\//)
    const { stdout } = await run('git', ['-C', clone, 'status', '--porcelain'])
    expect(stdout).toBe('')
  })
})

/** `npm start`, as at a terminal: in a process group of its own, which Ctrl-C reaches as a whole. */
function start(cwd: string): { child: ChildProcess; url: Promise<string> } {
  const child = spawn('npm', ['start'], {
    cwd,
    env: npmEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true
  })
  let said = ''
  const url = new Promise<string>((resolve, reject) => {
    const hear = (text: string) => {
      said += text
      const [printed] = /http:\/\/127\.0\.0\.1:\d+(?=\s)/.exec(said) ?? []
      if (printed !== undefined) resolve(printed)
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.once('error', reject)
    child.once('close', code => reject(new Error(`npm start ended with ${code}:\n${said}`)))
    setTimeout(() => reject(new Error(`npm start printed no URL:\n${said}`)), 2 * startLimit).unref()
  })
  return { child, url }
}

/** Ctrl-C, and patience until nothing of it is left. */
async function end(child: ChildProcess | undefined): Promise<void> {
  if (child?.pid === undefined) return
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(-child.pid, tries === 0 ? 'SIGINT' : 0)
    } catch {
      return
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  process.kill(-child.pid, 'SIGKILL')
  throw new Error('npm start was still there 10 s after Ctrl-C.')
}

/** The surroundings of a terminal: without what npm, vitest and the services put into those of this test. */
function npmEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env
  const path = PATH.split(delimiter).filter(part => !part.includes('node_modules'))
  return { PATH: path.join(delimiter), HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) }
}
