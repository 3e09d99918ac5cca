/** Whole uploads of the load, as a client makes them that tries again where that may help. */
import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import type { World } from './load.ts'
import type { Exchange } from './oracle.ts'
import * as asks from './requests.ts'

/** ms that the store has for a PUT, which is no request of the gateway's. */
const putLimit = 3000
const finalizeTries = 5

/** Afterwards, where the upload came through, looks for the file, loads it, and `thenDelete`s it. */
export async function uploadRightBytes(world: World, thenDelete: boolean): Promise<void> {
  const { oracle, part, stored, never } = world
  const { alice } = part
  const bytes = randomBytes(randomInt(1, 20_000))
  const hash = sha1(bytes)
  const objectKey = await begin(world, hash, bytes)
  if (objectKey === undefined) return

  let tried = await asks.finalize(oracle, alice, hash, bytes.length, objectKey)
  let tries = 1
  for (; tries < finalizeTries && mayHelpAgain(tried); tries++) {
    await sleep(400)
    tried = await asks.finalize(oracle, alice, hash, bytes.length, objectKey)
  }
  if (tried.answer?.status !== 200) return
  stored.add(hash)

  const looked = await asks.findJustStored(oracle, alice, hash, tries > 1 || tried.took > 5000)
  const { found, url } = looked.answer?.json ?? {}
  if (found !== true) return
  const loaded = await load(String(url))
  if (loaded !== undefined && sha1(loaded) !== hash) oracle.violation(looked, 'other bytes than were stored')
  if (!thenDelete) return
  stored.delete(hash)
  let deleted = await asks.deleteFile(oracle, alice, hash, false)
  if (mayHelpAgain(deleted)) {
    await sleep(400)
    deleted = await asks.deleteFile(oracle, alice, hash, true)
  }
  if (deleted.answer?.status !== 200) return
  never.add(hash)
  await asks.findAbsent(oracle, alice, hash)
}

export async function uploadWrongBytes(world: World): Promise<void> {
  const { oracle, part, never } = world
  const bytes = randomBytes(randomInt(20, 20_000))
  const hash = asks.randomHash()
  never.add(hash)
  const objectKey = await begin(world, hash, bytes)
  if (objectKey === undefined) return
  const upload = { hash, size: bytes.length, objectKey }
  let tried = await asks.finalizeWrong(oracle, part.alice, { ...upload, again: false })
  for (let tries = 1; tries < finalizeTries && mayHelpAgain(tried); tries++) {
    await sleep(400)
    tried = await asks.finalizeWrong(oracle, part.alice, { ...upload, again: true })
  }
  await asks.findAbsent(oracle, part.alice, hash)
}

/** The object key of an upload whose PUT came through. */
async function begin({ oracle, part }: World, hash: string, bytes: Uint8Array): Promise<string | undefined> {
  const { answer } = await asks.initiateNew(oracle, part.alice, hash, bytes.length)
  const { signedUploadUrl, objectKey } = answer?.json ?? {}
  if (answer?.status !== 200) return undefined
  try {
    const body = Uint8Array.from(bytes)
    const put = await fetch(String(signedUploadUrl), { method: 'PUT', body, signal: AbortSignal.timeout(putLimit) })
    await put.arrayBuffer()
    return put.status === 200 ? String(objectKey) : undefined
  } catch {
    return undefined
  }
}

/** undefined: the store did not give it. */
async function load(url: string): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(putLimit) })
    const bytes = new Uint8Array(await response.arrayBuffer())
    return response.status === 200 ? bytes : undefined
  } catch {
    return undefined
  }
}

const mayHelpAgain = ({ answer }: Exchange) => answer === undefined || answer.status === 503
