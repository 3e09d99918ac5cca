/** A large file is stored in parts, while its uploader and the gateway are killed in turn, and loaded again. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { localSite } from '../../packages/client/src/register-locally.ts'
import { signIn } from '../../packages/client/src/site-visitor.ts'
import { partedClient } from './parted-client.ts'
import { PartedFile } from './parted-file.ts'

/** bytes, and kills of either: 30 MB where nobody says how many. */
export const largeSize = Number(process.env.LARGE_TEST_BYTES ?? 30_000_007)
export const isLarge = largeSize > 1_000_000_000
export const kills = isLarge ? 10 : 2
export const largeTime = 180_000 + largeSize / 500
const partSize = Math.max(5 * 1024 * 1024, Math.ceil(largeSize / 400))

export interface KillableGateway {
  url: string
  /** kill -9; it starts again at the same URL. */
  killAndRestart(): Promise<void>
}

const program = fileURLToPath(new URL('uploader.ts', import.meta.url))

/** `ada` administers zone `default` there, or makes herself. */
export async function storedThroughKills(gateway: KillableGateway): Promise<void> {
  const { url } = gateway
  const ada = await signIn(localSite(url), 'ada')
  await ada.done('PATCH /api/zones/default/settings', { allowPublicUpload: true })
  const apiKey = await ada.newApiKey()
  const client = partedClient(url, apiKey)
  const seed = String(Math.random())
  const file = new PartedFile(largeSize, seed)
  const sha1 = file.sha1()
  const { upload } = await client.begin(sha1, largeSize, partSize)
  if (upload === null) throw new Error('no upload was begun')
  const { id, partCount } = upload
  expect(partCount).toBe(Math.ceil(largeSize / partSize))

  const uploader = uploaderOf([url, id, String(largeSize), seed], apiKey)
  for (let n = 1; n <= kills; n++) {
    for (const victim of ['uploader', 'gateway'] as const) {
      const sofar = (2 * n - (victim === 'uploader' ? 1 : 0)) / (2 * kills + 1)
      await uploader.begins(Math.floor(sofar * partCount))
      await sleep(Math.random() * 30)
      if (victim === 'uploader') await uploader.kill()
      else await gateway.killAndRestart()
      // What was answered 200 is there.
      expect((await client.state(id)).parts).toEqual(expect.arrayContaining(uploader.done()))
    }
  }
  await uploader.ends()
  expect(uploader.begun().length - partCount, 'parts that were sent twice').toBeLessThanOrEqual(2 * kills)

  await client.complete(id)
  if (isLarge) {
    await sleep(500)
    await gateway.killAndRestart()
  }
  expect(await client.verified(id)).toMatchObject({ state: 'stored', failure: null })
  expect((await client.begin(sha1, largeSize, partSize)).state).toBe('stored')
  expect(await loadedSha1(url, sha1)).toBe(sha1)
}

/** One uploader after the other, each of the same upload. */
function uploaderOf(args: string[], apiKey: string) {
  const [begun, done]: [number[], number[]] = [[], []]
  let heard = Promise.withResolvers<void>()
  const hear = () => {
    heard.resolve()
    heard = Promise.withResolvers()
  }
  const start = () => {
    const unsure = [...new Set(begun)].filter(number => !done.includes(number))
    const child = spawn(process.execPath, [program, ...args, unsure.join(',')], {
      env: { API_KEY: apiKey },
      stdio: ['ignore', 'pipe', 'ignore']
    })
    const lines = createInterface(child.stdout).on('line', line => {
      const [what, number] = line.split(' ')
      if (what === 'begun') begun.push(Number(number))
      else done.push(Number(number))
      hear()
    })
    const ended = Promise.all([once(child, 'exit'), once(lines, 'close')])
    // What sends past the gateway may have sent all while that was away.
    void ended.then(hear)
    return { child, ended }
  }
  let { child, ended } = start()
  onTestFinished(() => void child.kill('SIGKILL'))
  const isSending = () => child.exitCode === null && child.signalCode === null
  return {
    begun: () => begun,
    done: () => done,
    /** Until so many parts are stored, and the next is on its way. */
    async begins(stored: number) {
      while (isSending() && (new Set(done).size < stored || begun.at(-1) === done.at(-1))) await heard.promise
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
      ;({ child, ended } = start())
    },
    async ends() {
      const [[code]] = await ended
      expect(code).toBe(0)
    }
  }
}

async function loadedSha1(url: string, sha1: string): Promise<string> {
  const found = await fetch(`${url}/api/gateway`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      payload: { type: 'findFile', timestamp: Date.now(), hashAlg: 'sha1', hash: sha1, zone: 'default' }
    })
  })
  const { url: fileUrl } = (await found.json()) as { url: string }
  const loaded = createHash('sha1')
  for await (const chunk of (await fetch(fileUrl)).body ?? []) loaded.update(chunk)
  return loaded.digest('hex')
}
