/** A worker's hold on a verification: nobody else works on it while the lease lasts. */
import type { GatewayDeps } from '../deps.ts'
import type { JsonObject } from '../stores/registry.ts'
import type { VerificationJob } from './verification-queue.ts'
import { leaseTime, type VerificationRecord, verificationKey } from './verification-record.ts'

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
      ...(actual === undefined ? {} : { actual })
    }))
  }

  erase(): Promise<boolean> {
    return this.#inTurn(() => this.#deps.registry.erase(verificationKey(this.#job), this.#version))
  }

  #running(leaseHolder: string, leaseUntil: number): JsonObject {
    return { ...this.#record, facts: { ...this.#record.facts }, leaseHolder, leaseUntil }
  }

  #write(value: () => JsonObject): Promise<boolean> {
    return this.#inTurn(async () => {
      const entry = await this.#deps.registry.replace(verificationKey(this.#job), value(), this.#version)
      if (entry === undefined) return false
      this.#version = entry.version
      return true
    })
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(step, step)
    this.#last = turn.catch(() => {})
    return turn
  }
}
