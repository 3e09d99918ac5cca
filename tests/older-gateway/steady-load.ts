/** What browsers and other clients ask of an address, some 10 requests a second, whatever is answered. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KacheryClient } from '../../packages/client/src/kachery-client.ts'

/** ms between two beginnings: an upload is two requests beside its PUT, anything else is one. */
const pace = 125

export interface SteadyLoad {
  /** Uploads that were confirmed: the bytes, by hash. */
  stored: Map<string, Buffer>
  /** Sentences of what failed. */
  failures: string[]
  requests(): number
  stop(): Promise<void>
}

/** `again`: how often a client tries what failed before that counts. */
export function startSteadyLoad(clients: readonly KacheryClient[], again = 0): SteadyLoad {
  const [stored, failures, stopping] = [new Map<string, Buffer>(), [] as string[], new AbortController()]
  const underWay = new Set<Promise<void>>()
  let [turn, requests] = [0, 0]
  const anyOf = <T>(all: readonly T[]): T => {
    const one = all[turn % all.length]
    if (one === undefined) throw new Error('there is none')
    return one
  }

  async function store(client: KacheryClient) {
    const bytes = randomBytes(2_000)
    requests += 2
    stored.set((await client.storeBytes(bytes)).hash, bytes)
  }
  async function load(client: KacheryClient) {
    const all = [...stored]
    if (all.length === 0) return
    const [hash, bytes] = anyOf(all)
    requests++
    const loaded = await client.loadBytes(hash, { unsigned: turn % 2 === 0 })
    if (loaded === undefined || !bytes.equals(loaded)) throw new Error(`${hash} is not there`)
  }
  async function info(client: KacheryClient) {
    requests++
    const { found } = await client.ask({ type: 'getClientInfo', clientId: client.clientId })
    if (found !== true) throw new Error(`${client.clientId} is unknown`)
  }
  const works = [store, load, load, info]

  async function once() {
    const [work, client] = [anyOf(works), anyOf(clients)]
    for (let tries = 0; ; tries++)
      try {
        return await work(client)
      } catch (error) {
        if (tries >= again) return void failures.push(`${work.name}: ${String(error)}`)
        await sleep(500)
      }
  }
  const beginnings = (async () => {
    for (; !stopping.signal.aborted; turn++) {
      const one = once()
      underWay.add(one)
      void one.then(() => underWay.delete(one))
      await sleep(pace)
    }
  })()
  return {
    stored,
    failures,
    requests: () => requests,
    async stop() {
      stopping.abort()
      await beginnings
      await Promise.all(underWay)
    }
  }
}
