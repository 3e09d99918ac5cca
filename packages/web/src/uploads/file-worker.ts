/**
 * The worker that has the bytes: it hashes by WebAssembly and sends to buckets, which its own policy allows and pages' does
 * not (decision 0240).
 */
import { createSHA1 } from 'hash-wasm'
import type { FromWorker, ToWorker } from './file-work.ts'

/** bytes that are held at once. */
const chunk = 4 * 1024 * 1024
/** ms without any byte sent: a connection that a sleeping computer left behind never says so. */
const patience = 60_000

/** What ends each piece of work. */
const stops = new Map<number, () => void>()

const say = (message: FromWorker) => self.postMessage(message)

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.do === 'stop') return stops.get(data.id)?.()
  const work = data.do === 'hash' ? hash(data.id, data.file) : put(data.id, data.url, data.body)
  work.catch(() => say({ id: data.id, is: 'unreadable' })).finally(() => stops.delete(data.id))
}

async function hash(id: number, file: Blob): Promise<void> {
  let stopped = false
  stops.set(id, () => {
    stopped = true
  })
  const sha1 = (await createSHA1()).init()
  for (let at = 0; at < file.size && !stopped; at += chunk) {
    sha1.update(new Uint8Array(await file.slice(at, at + chunk).arrayBuffer()))
    say({ id, is: 'bytes', bytes: Math.min(at + chunk, file.size) })
  }
  if (!stopped) say({ id, is: 'hashed', sha1: sha1.digest('hex') })
}

async function put(id: number, url: string, body: Blob): Promise<void> {
  const status = await send(id, url, body)
  // A file that changed fails as a network does; reading tells.
  if (status === 0) await body.slice(0, 1).arrayBuffer()
  say({ id, is: 'sent', status })
}

function send(id: number, url: string, body: Blob): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const request = new XMLHttpRequest()
  let timer = setTimeout(() => request.abort(), patience)
  request.upload.onprogress = ({ loaded }) => {
    clearTimeout(timer)
    timer = setTimeout(() => request.abort(), patience)
    say({ id, is: 'bytes', bytes: loaded })
  }
  request.onloadend = () => {
    clearTimeout(timer)
    resolve(request.status)
  }
  stops.set(id, () => request.abort())
  request.open('PUT', url)
  request.send(body)
  return promise
}
