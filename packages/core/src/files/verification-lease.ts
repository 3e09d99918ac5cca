/**
 * A worker's hold on a verification: nobody else works on it while the lease lasts. How far the work is is written with each
 * renewal, so that whoever goes on after a worker that was killed repeats what it did since.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import type { JsonObject } from '../stores/registry.ts'
import type { VerificationJob } from '../stores/verification-queue.ts'
import type { UploadFailure } from './upload-failure.ts'
import {
  leaseTime,
  readVerification,
  type VerificationProgress,
  type VerificationRecord,
  verificationKey
} from './verification-record.ts'

/** Each write is conditional on the one before. */
export class VerificationLease {
  readonly #deps: GatewayDeps
  readonly #job: VerificationJob
  readonly #record: Extract<VerificationRecord, { state: 'running' }>
  readonly #holder: string
  #version: number
  #progress: () => VerificationProgress | undefined
  #held = true
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
    this.#progress = () => record.progress
  }

  /** As it was when it was written last, or is now. */
  get progress(): VerificationProgress | undefined {
    return this.#progress()
  }

  /** False: it was let go or lost; whoever works under it stops. */
  get held(): boolean {
    return this.#held
  }

  /** What is written from now on. */
  keepProgress(progress: () => VerificationProgress): void {
    this.#progress = progress
  }

  /** False: it was lost to somebody else. */
  async renew(): Promise<boolean> {
    const renewed = await this.#write(() => this.#running(this.#holder, this.#deps.now() + leaseTime))
    if (!renewed) this.#held = false
    return renewed
  }

  release(): Promise<boolean> {
    this.#held = false
    return this.#write(() => this.#running('queue', this.#deps.now()))
  }

  /** To the next worker: until it comes, the upload is verified still. */
  handOn(): Promise<boolean> {
    this.#held = false
    return this.#write(() => this.#running('queue', this.#deps.now() + leaseTime))
  }

  fail(failure: UploadFailure): Promise<boolean> {
    return this.#write(() => ({
      state: 'failed',
      size: this.#record.size,
      failedAt: this.#deps.now(),
      ...failure,
      ...defined({ registrant: this.#record.registrant })
    }))
  }

  erase(): Promise<boolean> {
    return this.#inTurn(() => this.#persist(version => this.#deps.registry.erase(verificationKey(this.#job), version)))
  }

  #running(leaseHolder: string, leaseUntil: number): JsonObject {
    const { progress: _, ...record } = this.#record
    const progress = this.#progress()
    return { ...record, facts: { ...record.facts }, ...defined({ progress }), leaseHolder, leaseUntil }
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
