/**
 * Real programs that read by a share link for longer than a storage URL lives: URLs live 5 s here, and every program
 * pauses for 60 s between two reads, all of them side by side. What they read lies on this machine's disk, sparse, so that it can be as large as
 * files of labs are: of 200 GB at most a hundredth is moved.
 */
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import chromium from '@sparticuz/chromium'
import { chromium as driver, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonJson } from '../../packages/client/src/python-client.ts'
import { localSite } from '../../packages/client/src/register-locally.ts'
import { type SiteVisitor, signIn } from '../../packages/client/src/site-visitor.ts'
import { fakeServer } from '../../packages/leak-check/src/fake-servers.ts'
import { freePort, type GatewayProcess, startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { dataFolder, scratchFolder } from '../gateway-process/scratch-folder.ts'
import { type Content, placeContent, writeHdf5, writeWav } from './large-content.ts'
import { type CountingProxy, countingProxy, player, readHdf5 } from './stream-programs.ts'

const urlSeconds = 5
/** ms */
const aMinute = 60_000
const longerThanUrls = (urlSeconds + 1) * 1_000
const recording = 200_000_000_000

const folder = scratchFolder()
const data = dataFolder()
const closing: (() => unknown)[] = []
let gateway: GatewayProcess
let proxy: CountingProxy
let ada: SiteVisitor

async function linkTo({ hash, name }: Content): Promise<string> {
  const body = { hashes: [hash], endsAt: Date.now() + 3600_000, note: name }
  return `${(await ada.done('POST /api/zones/ada/share-links', body)).url}/${name}`
}

/** A program until it ends, or is ended. */
async function run(
  command: string,
  argv: readonly string[],
  isToEnd: Promise<unknown> = pause(aMinute, undefined, { ref: false })
): Promise<number | null> {
  const child = spawn(command, argv, { cwd: folder.path, stdio: 'ignore' })
  void isToEnd.then(() => child.kill())
  const [code] = await once(child, 'close')
  return code
}

/** A program on a busy machine begins late; what it may send in a second it then sends at once. */
async function bytesIn(path: string): Promise<void> {
  const ends = Date.now() + aMinute
  const size = async () => (await stat(path).catch(() => undefined))?.size ?? 0
  while ((await size()) === 0 && Date.now() < ends) await pause(20)
}

const sha1OfFile = async (path: string) =>
  createHash('sha1')
    .update(await readFile(path))
    .digest('hex')

let files: Record<'traces' | 'bytes' | 'sound', Content>
const bytes = randomBytes(12_000_000)

beforeAll(async () => {
  const port = await freePort()
  proxy = await countingProxy(port)
  closing.push(proxy.close)
  const environment = {
    DOWNLOAD_URL_SECONDS: String(urlSeconds),
    PUBLIC_URL: `http://127.0.0.1:${proxy.port}`
  }
  const start = async () => {
    gateway = await startGatewayProcess({ data: data.path, port, environment })
    ada = await signIn(localSite(environment.PUBLIC_URL), 'ada')
  }
  await start()
  await ada.done('POST /api/zones', { zone: 'ada' })
  const settings = { defaultVisibility: 'zone', teams: [], version: null }
  await ada.done('PUT /api/zones/ada/file-settings', settings)
  await gateway.stop()
  const place = placeContent.bind(undefined, data.path, 'zones/ada')
  files = {
    traces: await place('traces.h5', path => writeHdf5(folder.path, path, recording)),
    bytes: await place('bytes.bin', path => writeFile(path, bytes)),
    sound: await place('sound.wav', path => writeWav(path, 30_000))
  }
  await start()
}, 60_000)

afterAll(async () => {
  await gateway?.stop()
  for (const close of closing) await close()
  // The others are searched for secrets.
  await Promise.all(Object.values(files ?? {}).map(({ path }) => rm(path)))
  await Promise.all([data.remove(), folder.remove()])
})

/** Chromium with a page of an origin that is not the gateway's. */
async function foreignPage(content: string): Promise<Page> {
  const pages = fakeServer(createServer((_, response) => response.setHeader('content-type', 'text/html').end(content)))
  pages.listen(0, '127.0.0.1')
  await once(pages, 'listening')
  closing.push(() => pages.close())
  const address = pages.address()
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen')
  const browser = await driver.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] })
  closing.push(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${address.port}/`)
  return page
}

/** What the link leads to now, and whether it leads there later. */
async function storageUrl(link: string): Promise<{ hasEnded(): Promise<boolean> }> {
  const { headers } = await fetch(link, { redirect: 'manual', headers: { range: 'bytes=0-0' } })
  const url = headers.get('location') ?? ''
  const status = async () => (await fetch(url, { headers: { range: 'bytes=0-0' } })).status
  expect(await status()).toBe(206)
  return { hasEnded: async () => (await status()) === 403 }
}

describe.concurrent('a share link, read for longer than a storage URL lives', () => {
  it('is read by h5py over remfile and over fsspec: three chunks of 200 GB for at most a hundredth of its bytes', async () => {
    const link = await linkTo(files.traces)
    expect(files.traces.size).toBeGreaterThan(recording * 0.999)
    const before = await storageUrl(link)
    const read = ['remfile', 'fsspec'].map(how =>
      pythonJson({ home: join(folder.path, how) }, readHdf5, [
        link,
        how,
        ...[aMinute, longerThanUrls].map(ms => String(ms / 1_000))
      ])
    )
    expect(await Promise.all(read)).toEqual([
      [true, true, true],
      [true, true, true]
    ])
    expect(await before.hasEnded()).toBe(true)
    // What the other programs read meanwhile is counted, too.
    expect(proxy.moved()).toBeLessThan(recording / 100)
  })

  it.each([
    ['curl', (link: string, to: string) => ['-sSL', '--limit-rate', '3M', '-C', '-', '-o', to, link]],
    ['wget', (link: string, to: string) => ['-q', '--limit-rate=3m', '-c', '-O', to, link]]
  ])('is resumed by %s where a download broke off, which then outlives its URL', async (program, argv) => {
    const [link, to] = [await linkTo(files.bytes), join(folder.path, `by-${program}`)]
    const before = await storageUrl(link)
    await rm(to, { force: true })
    await run(program, argv(link, to), bytesIn(to))
    const { size } = await stat(to)
    expect(size).toBeGreaterThan(0)
    expect(size).toBeLessThan(bytes.length)
    await pause(aMinute)
    expect(await before.hasEnded()).toBe(true)
    expect(await run(program, argv(link, to))).toBe(0)
    expect(await sha1OfFile(to)).toBe(createHash('sha1').update(bytes).digest('hex'))
  })

  it('is played and streamed by a page of another origin, in a real browser', async () => {
    const page = await foreignPage(player)
    const [sound, streamed] = [await linkTo(files.sound), await linkTo(files.bytes)]
    const before = await storageUrl(sound)

    const part = (from: number) =>
      page.evaluate(
        async ([link, from]) => {
          const answer = await fetch(link, { headers: { range: `bytes=${from}-${from + 9}` } })
          return [answer.status, ...new Uint8Array(await answer.arrayBuffer())]
        },
        [streamed, from] as const
      )
    const playFrom = (at: number) => page.evaluate<number>(`playFrom(${JSON.stringify(sound)}, ${at})`)
    for (const [seconds, byte, rest] of [
      [0, 0, aMinute],
      [14_000, 6_000_000, longerThanUrls],
      [29_000, 11_999_990, longerThanUrls]
    ] as const) {
      expect(await part(byte)).toEqual([206, ...bytes.subarray(byte, byte + 10)])
      expect(await playFrom(seconds)).toBe(seconds)
      await pause(rest)
      expect(await before.hasEnded()).toBe(true)
    }
  })

  it('gives a page of another origin what a fetch needs on each redirect: bytes, or why there are none', async () => {
    const page = await foreignPage('<link rel="icon" href="data:,">')
    const { apiKey } = await ada.done('POST /api/me/api-keys', {
      name: 'page',
      zone: 'ada',
      rights: 'download',
      endsAt: null
    })
    const link = await linkTo(files.bytes)
    const hashes = [files.bytes.hash, files.sound.hash]
    const several = await ada.done('POST /api/zones/ada/share-links', {
      hashes,
      endsAt: Date.now() + 3600_000,
      note: ''
    })
    const stable = `http://127.0.0.1:${proxy.port}/z/ada/sha1/${files.bytes.hash}`
    const asked = (url: string, headers: Record<string, string>) =>
      page.evaluate(
        async ([url, headers]) => {
          try {
            const answer = await fetch(url, { headers: { range: 'bytes=0-9', ...headers } })
            const body = new Uint8Array(await answer.arrayBuffer())
            return answer.ok ? [answer.status, ...body] : [answer.status, answer.headers.get('x-error-code')]
          } catch {
            return 'nothing'
          }
        },
        [url, headers] as const
      )
    const read = [206, ...bytes.subarray(0, 10)]
    expect(await asked(link, {})).toEqual(read)
    expect(await asked(`${several.url}?sha1=${files.bytes.hash}`, {})).toEqual(read)
    expect(await asked(stable, { authorization: `Bearer ${apiKey}` })).toEqual(read)
    expect(await asked(stable, {})).toEqual(read)
    expect(await asked(stable.replace(/.{40}$/, '0'.repeat(40)), {})).toEqual([404, 'file.not_found'])
    expect(await asked(`${link.replace(/link_.{32}/, `link_${'0'.repeat(32)}`)}`, {})).toEqual([404, 'share.not_found'])
    expect(await asked(String(several.url), {})).toEqual([422, 'share.several_files'])
  })
})
