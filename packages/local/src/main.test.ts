/** The program as people start it, in processes of its own. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { KacheryClient } from '../../client/src/kachery-client.ts'
import { registerLocally } from '../../client/src/register-locally.ts'
import { startedProgram } from '../testing/started-program.ts'
import { temporaryDirectory } from '../testing/test-local-gateway.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

const program = ['node', 'scripts/node24.mjs', 'packages/local/src/main.ts']

function run(words: string[], environment: Record<string, string> = {}, command = program) {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
  return startedProgram([...command, ...words], { cwd: root, env: { PATH, HOME, NODE_COMPILE_CACHE, ...environment } })
}

/** The gateway's own process: the child is only its wrapper. */
async function gatewayPid(directory: string): Promise<number> {
  return Number(await readFile(join(directory, 'process'), 'utf8'))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('npm start', () => {
  it('explains its options', async () => {
    const { ended, output } = run(['--help'])
    expect(await ended).toBe(0)
    expect(output()).toMatch(/--data DIR[\s\S]*--port N/)
  })

  it('ends with 2 and one sentence where the command line is wrong', async () => {
    for (const words of [['--port', 'abc'], ['--nonsense'], ['start']]) {
      const { ended, output } = run(words)
      expect(await ended).toBe(2)
      expect(output()).toMatch(/^[^\n]+\. The options: npm start -- --help\n$/)
    }
  })

  it('ends with 2 where npm kept options to itself, rather than run with other ones', async () => {
    for (const name of ['npm_config_port', 'npm_config_data']) {
      const { ended, output } = run(['--port', '0', '--data', await temporaryDirectory()], { [name]: '20324' })
      expect(await ended).toBe(2)
      expect(output()).toMatch(/^Options go behind --: npm start -- --port N\. The options: npm start -- --help\n$/)
    }
  })

  it('tells all that is wrong in the environment at once, by name, and ends with 1', async () => {
    const { ended, output } = run(['--port', '0', '--data', await temporaryDirectory()], {
      GATEWAY_CONFIG: 'zones: 5',
      MONGO_URI: 'http://secret-password@x',
      DYNAMODB_ENDPOINT: 'somewhere',
      PUBLIC_URL: 'x',
      ALLOWED_ORIGINS: '['
    })
    expect(await ended).toBe(1)
    for (const name of ['GATEWAY_CONFIG', 'MONGO_URI', 'DYNAMODB_ENDPOINT', 'PUBLIC_URL', 'ALLOWED_ORIGINS']) {
      expect(output()).toContain(`  ${name}: `)
    }
    expect(output()).toMatch(/^5 things are wrong/)
    expect(output()).not.toMatch(/secret-password|at .*\.ts/)
  })

  it('says where it is, where data are and that it is for local use, and ends in order', async () => {
    const directory = join(await temporaryDirectory(), 'data')
    const { child, ended, url, output } = run(['--port', '0', '--data', directory])
    const address = await url
    for (const part of [
      `Data       ${directory}`,
      'this machine only',
      'for local use',
      `export KACHERY_GATEWAY_URL=${address}`
    ]) {
      expect(output()).toContain(part)
    }
    expect((await fetch(`${address}/api/health`)).status).toBe(200)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(output()).not.toMatch(/error|warn|at .*\.ts/)
  })

  it.each([
    ['its wrapper is killed', 'SIGKILL', program],
    ['npm is told to end', 'SIGTERM', ['npm', 'start', '--']]
  ] as const)('ends in order, and lets go of its data, where %s', async (_, signal, command) => {
    const directory = await temporaryDirectory()
    const { child, url, output } = run(['--port', '0', '--data', directory], {}, [...command])
    const address = await url
    const pid = await gatewayPid(directory)
    onTestFinished(() => {
      if (isRunning(pid)) process.kill(pid, 'SIGKILL')
    })
    expect(pid).not.toBe(child.pid)
    child.kill(signal)
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false)
    await expect(fetch(address)).rejects.toThrow()
    await expect(stat(join(directory, 'process'))).rejects.toThrow('ENOENT')
    expect(output()).not.toMatch(/error|at .*\.ts/)
  })

  it('says what to do where the port is taken, and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => {
      other.close()
    })
    await new Promise(resolve => other.once('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const { ended, output } = run(['--port', String(port), '--data', await temporaryDirectory()])
    expect(await ended).toBe(1)
    expect(output()).toMatch(/^Port \d+ is taken, .* another port with --port[^\n]*\n$/)
  })

  it('says what to do where the data folder is a file, and ends with 1', async () => {
    const file = join(await temporaryDirectory(), 'file')
    await writeFile(file, '')
    const { ended, output } = run(['--port', '0', '--data', file])
    expect(await ended).toBe(1)
    expect(output()).toMatch(/^[^\n]+choose another with --data\.\n$/)
  })

  it('lets no second gateway into the data folder, but takes it over from one that was killed', async () => {
    const directory = await temporaryDirectory()
    const first = run(['--port', '0', '--data', directory])
    const client = new KacheryClient(await first.url, { seed: Buffer.alloc(32, 9) })
    await registerLocally(client, 'ada')
    const { uri } = await client.storeBytes(Buffer.from('kept'))

    const second = run(['--port', '0', '--data', directory])
    expect(await second.ended).toBe(1)
    const pid = await gatewayPid(directory)
    expect(second.output()).toMatch(new RegExp(`^Another gateway \\(process ${pid}\\) is using[^\\n]*--data\\.\\n$`))

    process.kill(pid, 'SIGKILL')
    await first.ended
    const third = run(['--port', '0', '--data', directory])
    const again = new KacheryClient(await third.url, { seed: Buffer.alloc(32, 9) })
    expect(Buffer.from((await again.loadBytes(uri)) ?? []).toString()).toBe('kept')
    expect(await again.storeBytes(Buffer.from('more'))).toMatchObject({ alreadyExists: false })
  })
})
