/**
 * One run at a time for a job and zone: a lease in the registry, beside what its last run did. It is renewed while the
 * run goes on and expires by itself where the process dies. Leases spare double work; that two runs at once do no harm
 * is each job's own matter.
 */

import * as z from 'zod'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import type { JobName } from '../ids/job-name.ts'
import { ZoneResult } from '../model/job-result.ts'
import { readRecord } from '../stores/read-record.ts'
import type { JsonObject, RecordKey, RegistryEntry } from '../stores/registry.ts'

/** ms */
export const leaseTime = 90_000
const renewEvery = 30_000

const ZoneJobRecord = z.object({
  lease: z.object({ holder: z.string(), until: z.number() }).exactOptional(),
  last: ZoneResult.exactOptional()
})
export type ZoneJobRecord = z.infer<typeof ZoneJobRecord>

/** Zones' records of a job are one listing; zone names have no slash. */
export const zoneJobPrefix = (job: JobName) => `${job}/`
export const zoneJobKey = (job: JobName, zone: string): RecordKey => ({ kind: 'job', id: zoneJobPrefix(job) + zone })
export const readZoneJob = (key: RecordKey, entry: RegistryEntry) => readRecord(ZoneJobRecord, key, entry.value)

export class JobLease {
  readonly #deps: Pick<GatewayDeps, 'registry' | 'now'>
  readonly #key: RecordKey
  readonly #holder: string
  readonly #last: ZoneResult | undefined
  #version: number
  #until: number
  #renewing: Promise<void> = Promise.resolve()
  readonly #timer: ReturnType<typeof setInterval>

  private constructor(
    deps: Pick<GatewayDeps, 'registry' | 'now'>,
    key: RecordKey,
    lease: { holder: string; until: number },
    last: ZoneResult | undefined,
    version: number
  ) {
    this.#deps = deps
    this.#key = key
    this.#holder = lease.holder
    this.#until = lease.until
    this.#last = last
    this.#version = version
    this.#timer = setInterval(() => {
      this.#renewing = this.#renewing.then(() => this.renew()).catch(() => undefined)
    }, renewEvery)
  }

  /** undefined: another run holds it. */
  static async take(
    deps: Pick<GatewayDeps, 'registry' | 'now' | 'randomHex'>,
    job: JobName,
    zone: string
  ): Promise<JobLease | undefined> {
    const key = zoneJobKey(job, zone)
    const lease = { holder: deps.randomHex(8), until: deps.now() + leaseTime }
    const { created, entry } = await deps.registry.create(key, { lease })
    if (created) return new JobLease(deps, key, lease, undefined, entry.version)
    const { lease: held, last } = readZoneJob(key, entry)
    if (held !== undefined && held.until > deps.now()) return undefined
    const taken = await deps.registry.replace(key, recordOf(lease, last), entry.version)
    return taken && new JobLease(deps, key, lease, last, taken.version)
  }

  /** Whether somebody else may be at it by now. */
  get lost(): boolean {
    return this.#deps.now() >= this.#until
  }

  /** What the run before did; undefined: there was none. */
  get last(): ZoneResult | undefined {
    return this.#last
  }

  async renew(): Promise<void> {
    const lease = { holder: this.#holder, until: this.#deps.now() + leaseTime }
    if (await this.#write(recordOf(lease, this.#last))) this.#until = lease.until
    else this.#until = 0
  }

  /** Keeps the result and lets go; where the lease was lost, the other run's result counts. */
  async end(result: ZoneResult): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewing
    await this.#write(recordOf(undefined, result))
  }

  /** A write of ours may have taken effect though its answer was lost. */
  async #write(value: JsonObject): Promise<boolean> {
    const written = await this.#deps.registry.replace(this.#key, value, this.#version)
    if (written !== undefined) {
      this.#version = written.version
      return true
    }
    const there = await this.#deps.registry.get(this.#key)
    if (there?.state !== 'present' || readZoneJob(this.#key, there).lease?.holder !== this.#holder) return false
    const again = await this.#deps.registry.replace(this.#key, value, there.version)
    if (again !== undefined) this.#version = again.version
    return again !== undefined
  }
}

/** JSON has no undefined. */
function recordOf(lease: ZoneJobRecord['lease'], last: ZoneResult | undefined): JsonObject {
  return { ...defined({ lease }), ...(last === undefined ? {} : { last: { ...last } }) }
}
