/** A worker's hold on a verification: nobody else works on it while the lease lasts. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import type { JsonObject } from '../stores/registry.ts'
import type { VerificationJob } from '../stores/verification-queue.ts'
import { leaseTime, readVerification, type VerificationRecord, verificationKey } from './verification-record.ts'

/** Each write is conditional on the one before. */
export class VerificationLease {
  readonly #deps: GatewayDeps
  readonly #job: VerificationJob
  readonly #record: Extract<VerificationRecord, { state: 'running' }>
  readonly #holder: string
  #version: number
  /** Writes go one after the other: a renewal under way and a release must not take each other's version. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(
    deps: GatewayDeps,
    job: VerificationJob,
    record: Extract<VerificationRecord, { state: 'running' }>,
    version: number
  ) {
    this.#deps = deps
    this.#job = job
    this.#record = record
    this.#holder = deps.randomHex(8)
    this.#version = version
  }

  /** False: it was lost to somebody else. */
  renew(): Promise<boolean> {
    return this.#write(() => this.#running(this.#holder, this.#deps.now() + leaseTime))
  }

  release(): Promise<boolean> {
    return this.#write(() => this.#running('queue', this.#deps.now()))
  }

  fail(actual: string | undefined): Promise<boolean> {
    return this.#write(() => ({
      state: 'failed',
      size: this.#record.size,
      failedAt: this.#deps.now(),
      ...defined({ actual, registrant: this.#record.registrant })
    }))
  }

  erase(): Promise<boolean> {
    return this.#inTurn(() => this.#persist(version => this.#deps.registry.erase(verificationKey(this.#job), version)))
  }

  #running(leaseHolder: string, leaseUntil: number): JsonObject {
    return { ...this.#record, facts: { ...this.#record.facts }, leaseHolder, leaseUntil }
  }

  #write(value: () => JsonObject): Promise<boolean> {
    return this.#inTurn(() =>
      this.#persist(async version => {
        const entry = await this.#deps.registry.replace(verificationKey(this.#job), value(), version)
        if (entry !== undefined) this.#version = entry.version
        return entry !== undefined
      })
    )
  }

  /** A write of ours may have taken effect though its answer was lost: then the lease is still ours, and we go on. */
  async #persist(write: (version: number) => Promise<boolean>): Promise<boolean> {
    if (await write(this.#version)) return true
    const known = await readVerification(this.#deps.registry, this.#job)
    if (known?.record.state !== 'running' || known.record.leaseHolder !== this.#holder) return false
    this.#version = known.version
    return write(known.version)
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(step, step)
    this.#last = turn.catch(() => {})
    return turn
  }
}
