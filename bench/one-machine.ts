/**
 * The gateway on one machine as `npm start` runs it once it is built: until its first answer, what it holds in memory, and
 * what an upload costs it. Floors are a server that does nothing, started and asked the same way. Needs /proc.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KacheryClient, sha1 } from '../packages/client/src/kachery-client.ts'
import { registerLocally } from '../packages/client/src/register-locally.ts'
import { compare, comparison, inTurn, type Turn } from './measure.ts'
import { amount, type Row, ratioRow, size } from './table.ts'

const clients = 16
const starts = 5
const rounds = 5
const uploads = 60

export async function oneMachine(): Promise<Row[]> {
  if (process.platform !== 'linux') return []
  // Builds it where that wasn't done.
  spawnSync(process.execPath, ['scripts/start.mjs', '--version'])
  const home = await mkdtemp(join(tmpdir(), 'one-machine-'))
  const nothing = join(home, 'nothing.mjs')
  await writeFile(nothing, emptyServer)
  try {
    return [await firstAnswer(home, nothing), ...(await memoryAndWork(home, nothing))]
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** Answers everything at once, and says where it is as the gateway does. */
const emptyServer = `
import { createServer } from 'node:http'
const server = createServer((request, response) => { request.resume(); request.on('end', () => response.end('{}')) })
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + ' Ctrl-C'))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))
`

async function started(words: string[]): Promise<{ url: string; child: ChildProcess; end(): Promise<void> }> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  child.on('exit', () => reject(new Error(`it ended: ${output}`)))
  child.stdout.on('data', chunk => {
    output += chunk
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
    if (url !== undefined && output.includes('Ctrl-C')) resolve(url)
  })
  const url = await promise
  return {
    url,
    child,
    async end() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
  }
}

const gatewayIn = (folder: string) => ['scripts/start.mjs', '--port', '0', '--data', folder]

async function firstAnswer(home: string, nothing: string): Promise<Row> {
  const timed = (words: () => Promise<string[]>, path: string) => async () => {
    const command = await words()
    const began = performance.now()
    const { url, end } = await started(command)
    await (await fetch(url + path)).text()
    const passed = performance.now() - began
    await end()
    return passed
  }
  const measured = await inTurn(
    {
      subject: timed(async () => gatewayIn(await mkdtemp(join(home, 'data-'))), '/api/health'),
      floor: timed(async () => ['scripts/node24.mjs', nothing], '/')
    },
    starts
  )
  const { subject, floor, ratio } = comparison(measured)
  return {
    what: 'one machine: from its start to its first answer',
    result: `${Math.round(subject)} ms`,
    target: '≤ 1500 ms',
    met: subject <= 1500,
    against: `${ratio.toFixed(1)} × ${Math.round(floor)} ms, a server that does nothing; npm itself apart`
  }
}

async function memoryAndWork(home: string, nothing: string): Promise<Row[]> {
  const folder = await mkdtemp(join(home, 'data-'))
  const [gateway, floor] = await Promise.all([started(gatewayIn(folder)), started([nothing])])
  try {
    const pid = Number(await readFile(join(folder, 'process'), 'utf8'))
    const floorPid = floor.child.pid ?? 0
    await new Promise(resolve => setTimeout(resolve, 2_000))
    const idle = await resident(pid)
    const people = Array.from(
      { length: clients },
      (_, n) => new KacheryClient(gateway.url, { seed: Buffer.alloc(32, n) })
    )
    for (const client of people) await registerLocally(client, 'ada')
    const [person] = people
    if (person === undefined) throw new RangeError('There must be a client.')

    const ask = async (n: number) => {
      for (let at = 0; at < n; at++) await (await fetch(floor.url, { method: 'POST', body: 'x'.repeat(400) })).text()
    }
    const initiate = async () => {
      for (let n = 0; n < uploads; n++)
        await person.ask({ type: 'initiateFileUpload', hashAlg: 'sha1', hash: sha1(randomBytes(8)), size: 1000 })
    }
    const upload = async () => {
      for (let n = 0; n < uploads; n++) await person.storeBytes(randomBytes(1000))
    }
    const initiating = await compare(
      { subject: cpuOf(pid, initiate), floor: cpuOf(floorPid, () => ask(uploads)) },
      rounds
    )
    const uploading = await compare(
      { subject: cpuOf(pid, upload), floor: cpuOf(floorPid, () => ask(3 * uploads)) },
      rounds
    )
    let most = 0
    const looking = setInterval(async () => {
      most = Math.max(most, await resident(pid))
    }, 50)
    await Promise.all(
      people.map(async client => {
        for (let n = 0; n < 30; n++) await client.storeBytes(randomBytes(n % 10 === 0 ? 2_000_000 : 1000))
      })
    )
    clearInterval(looking)
    return [
      memoryRow('idle', idle, 100, await resident(floorPid)),
      memoryRow(`under ${clients} clients that upload`, most, 250, await resident(floorPid)),
      workRow('an initiate', initiating, 1.5, 'a request to a server that does nothing'),
      workRow('an upload of 1 kB', uploading, 5, 'three of these')
    ]
  } finally {
    await Promise.all([gateway.end(), floor.end()])
  }
}

function memoryRow(when: string, bytes: number, limit: number, floor: number): Row {
  return {
    what: `one machine: resident ${when}`,
    result: size(bytes),
    target: `≤ ${limit} MB`,
    met: bytes <= limit * 1e6,
    against: `${(bytes / floor).toFixed(1)} × ${size(floor)}, a server that does nothing`
  }
}

function workRow(what: string, measured: Parameters<typeof ratioRow>[1], limit: number, floor: string): Row {
  return {
    ...ratioRow(`one machine: CPU of ${what}`, measured, 'ms', floor),
    result: `${amount(measured.subject)} ms`,
    target: `≤ ${limit} ms`,
    met: measured.subject <= limit
  }
}

/** ms of CPU of another process for each of `uploads` runs. */
const cpuOf =
  (pid: number, run: () => Promise<void>): Turn =>
  async () => {
    const before = await cpu(pid)
    await run()
    return ((await cpu(pid)) - before) / uploads
  }

/** ms; /proc counts in hundredths of a second. */
async function cpu(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** bytes */
async function resident(pid: number): Promise<number> {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}
