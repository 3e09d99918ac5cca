/** A gateway as people run it: a process of its own, started as `npm start` does, found by the URL that it prints. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

export interface GatewayProcessOptions {
  /** Its data folder; whoever gave it removes it. */
  data: string
  /** Absent: a free one. */
  port?: number
  /** All of its configuration: nothing of the tests' own environment reaches it. */
  environment?: Record<string, string>
  /** ms until it must have printed its URL; 20,000 if absent. */
  patience?: number
}

export interface GatewayProcess {
  url: string
  port: number
  /** Of the process group: the gateway and what started it. */
  pid: number
  stdout(): string
  stderr(): string
  /** SIGTERM, as Ctrl-C or an init system would; its exit code. Throws where it is still there after 10 s. */
  stop(): Promise<number | null>
  /** kill -9: it gets no chance to tidy up. */
  kill(): Promise<void>
}

const checkout = fileURLToPath(new URL('../..', import.meta.url))

export async function startGatewayProcess(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const given = ['--data', options.data, '--port', String(options.port ?? 0)]
  const entry = ['scripts/node24.mjs', 'packages/local/src/main.ts', ...given]
  const child = spawn(process.execPath, entry, {
    cwd: checkout,
    env: { ...surroundings(), ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that kill -9 reaches the gateway behind scripts/node24.mjs too.
    detached: true
  })
  const { pid } = child
  if (pid === undefined) throw new Error('The gateway could not be started.')
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const endWithTests = () => {
    if (isRunning()) process.kill(-pid, 'SIGKILL')
  }
  process.once('exit', endWithTests)
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve))
  void exited.then(() => process.off('exit', endWithTests))
  let [out, err] = ['', '']

  const url = await new Promise<string>((resolve, reject) => {
    const give = (why: string) => {
      if (isRunning()) process.kill(-pid, 'SIGKILL')
      reject(new Error(`${why}\n${out}${err}`))
    }
    const timer = setTimeout(() => give('The gateway printed no URL in time.'), options.patience ?? 20_000)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const [printed] = /https?:\/\/[\w.:-]+\d(?=[\s/.,]|$)/.exec(out) ?? []
      if (printed === undefined) return
      clearTimeout(timer)
      resolve(printed)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    void exited.then(code => {
      clearTimeout(timer)
      // What it wrote last may come after the news of its end.
      setTimeout(() => reject(new Error(`The gateway ended with ${code} before it printed a URL.\n${out}${err}`)), 100)
    })
  })

  return {
    url,
    port: Number(new URL(url).port),
    pid,
    stdout: () => out,
    stderr: () => err,
    async stop() {
      if (!isRunning()) return child.exitCode
      child.kill('SIGTERM')
      const code = await Promise.race([exited, pause(10_000).then(() => 'still there' as const)])
      if (code !== 'still there') return code
      process.kill(-pid, 'SIGKILL')
      throw new Error(`The gateway was still there 10 s after SIGTERM.\n${out}${err}`)
    },
    async kill() {
      if (!isRunning()) return
      process.kill(-pid, 'SIGKILL')
      // The gateway itself is its starter's child, and may be gone a moment later than that.
      while (groupExists(pid)) await pause(10)
    }
  }
}

function groupExists(pid: number): boolean {
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}

/** One that was free just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

function surroundings(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp', NODE_COMPILE_CACHE = '' } = process.env
  return { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, AWS_EC2_METADATA_DISABLED: 'true' }
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
