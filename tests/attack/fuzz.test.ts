/**
 * 100,000 random and mutated requests in one run: none is answered 5xx, none hangs, nothing is written but the log items
 * of answered findFiles, and memory stays flat. The seed is printed; FUZZ_SEED=… makes the same run again.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { requestMaker } from './fuzzed-requests.ts'
import { type Answer, attackGateway } from './handler.ts'

const count = 100_000
const batch = 200
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')

/** Bytes in use after a garbage collection. */
function heapInUse(): number {
  if (typeof collectGarbage === 'function') collectGarbage()
  return process.memoryUsage().heapUsed
}

const sentence = /^[A-Za-z\d][^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{10,599}\.$/u

/** What is wrong with the answer, if anything; `expect` would cost more than the request. */
function fault({ status, code, text, headers, json }: Answer): string | undefined {
  if (status >= 500 || status < 200) return `status ${status}`
  if (status === 200) return typeof json.type === 'string' ? undefined : 'no type in its answer'
  if (!headers['content-type']?.startsWith('text/plain')) return `content type ${headers['content-type']}`
  if (!/^[a-z]+(\.[a-z][a-z0-9_]*)+$/.test(code ?? '')) return `code ${code}`
  return sentence.test(text) ? undefined : `sentence ${text.slice(0, 700)}`
}

describe('whatever is sent', () => {
  it('is answered in time, with 200 or one sentence, and changes nothing', { timeout: 120_000 }, async () => {
    console.info(`FUZZ_SEED=${seed}`)
    const gateway = attackGateway()
    const next = await requestMaker(gateway, seed)
    const before = JSON.stringify(await state(gateway))
    gateway.forget()

    const statuses = new Map<string, number>()
    const writes = new Set<string>()
    const heaps: number[] = []
    let recorded = 0
    let slowest = 0
    for (let done = 0; done < count; done += batch) {
      await Promise.all(
        Array.from({ length: batch }, async (_, at) => {
          const { body, event } = next()
          const began = performance.now()
          const answer = await gateway.send(body, event)
          slowest = Math.max(slowest, performance.now() - began)
          const wrong = fault(answer)
          if (wrong !== undefined) {
            throw new Error(`FUZZ_SEED=${seed}, request ${done + at}: ${wrong}\n${String(body).slice(0, 2000)}`)
          }
          const { json } = answer
          const kind = answer.code ?? `200 ${String(json.type)} ${String(json.found ?? '')}`
          statuses.set(kind, (statuses.get(kind) ?? 0) + 1)
          if (json.type === 'findFile' && json.cacheHit !== true) recorded++
        })
      )
      const { objects, registry, ephemeral } = gateway.touched()
      for (const call of objects) if (!/^(get|head|list|presignGet) /.test(call)) writes.add(call)
      for (const call of registry) if (call !== 'get' && call !== 'list' && call !== 'listByOwner') writes.add(call)
      for (const call of ephemeral) if (call !== 'findFound' && call !== 'addLogItems') writes.add(call)
      gateway.forget()
      if (done % 10_000 === 0) heaps.push(heapInUse())
    }

    // The one file that is there is remembered once it was found.
    expect([...writes].toSorted()).toEqual(['rememberFound'])
    expect(JSON.stringify(await state(gateway))).toBe(before)
    expect(gateway.kept).toEqual([])
    expect(gateway.jobs).toEqual([])
    expect(gateway.ephemeral.logItems).toHaveLength(recorded)
    expect(new Set(gateway.ephemeral.logItems.map(({ item }) => item.response && Object(item.response).type))).toEqual(
      new Set(['findFile'])
    )
    expect(slowest, 'ms').toBeLessThan(1_000)
    // The requests reach far enough in.
    for (const kind of ['200 findFile true', 'access.not_permitted', 'auth.bad_signature', 'zone.not_found'])
      expect(statuses.get(kind), kind).toBeGreaterThan(50)

    // A log item stays in memory here.
    const perItem = 3_000
    const grown = (heaps.at(-1) ?? 0) - (heaps[heaps.length >> 1] ?? 0)
    expect(grown, `bytes: ${heaps.join(' ')}`).toBeLessThan(5_000_000 + (recorded / 2) * perItem)
  })
})

/** All that the stores hold beside log items and found files. */
async function state({ buckets, registry }: ReturnType<typeof attackGateway>): Promise<unknown> {
  const objects = Object.entries(buckets).map(([name, bucket]) => [
    name,
    [...bucket.objects].map(([key, { bytes }]) => [key, Buffer.from(bytes).toString('hex')])
  ])
  const records: unknown[] = []
  for (const kind of ['zone', 'client', 'resource', 'login', 'verification'] as const)
    for (const zone of ['', 'default', 'lab'])
      records.push(await registry.list(zone === '' ? { kind } : { kind, zone }, { limit: 1000 }))
  return { objects, records }
}
