/**
 * One file's way into a zone: hashed, begun, sent in parts, completed, verified. Each round asks the gateway how far it is, so
 * that whatever happened between two rounds (a reload, another process, a week), it goes on from there.
 */
import type { AnswerOf, ApiClient } from '@kachery-gateway/core/api/client.ts'
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import { failureOf } from '../data/failures.ts'
import type { FileWork } from './file-work.ts'
import { delayOf, nextLook, type Pause } from './retry.ts'
import { PartRefused, sendParts } from './send-parts.ts'
import type { Slots } from './slots.ts'
import { isPassingTrouble, type KeptUpload, type Progress, troubles, UploadTrouble } from './upload.ts'

export interface UploadDeps {
  api: ApiClient
  files: FileWork
  /** Hashing, one after the other; parts, so many and so many bytes at once. */
  hashing: Slots
  sending: Slots
  keep(upload: KeptUpload): Promise<void>
  pause: Pause
  /** ms since the epoch */
  now(): number
  random(): number
  /** The page's, as CORS rules name it. */
  origin: string
}

export type Report = (progress: Partial<Progress>) => void

/** undefined: go on with another round. */
type Outcome = { wasThere: boolean } | undefined

type State = Pick<AnswerOf<'GET /api/uploads/{upload}'>, 'state' | 'parts' | 'partSize' | 'partCount' | 'failure'>

/** bytes: little to send again, and few enough requests. Of huge files the gateway makes parts larger. */
const leastPart = 8 * 1024 * 1024
const largestPart = 64 * 1024 * 1024
export const partSizeOf = (size: number): number => Math.min(Math.max(leastPart, Math.ceil(size / 1000)), largestPart)

/** As core's model/registration.ts says, whose schemas a browser needn't load. */
const longestName = 200

/** Of a name that is too long, its end: the folders tell less. */
const nameOf = (name: string): string => name.slice(-longestName)

/** Rounds in which a store may refuse before that is final. */
const mostRefusals = 3

/** Throws UploadTrouble or ApiError where it does not go on by itself. */
export async function runUpload(
  deps: UploadDeps,
  start: KeptUpload,
  file: File,
  report: Report,
  signal: AbortSignal
): Promise<{ sha1: string; wasThere: boolean }> {
  const upload = new RunningUpload(deps, start, file, report, signal)
  let failures = 0
  for (;;) {
    try {
      const sha1 = await upload.hashed()
      const outcome = await upload.round(sha1)
      failures = 0
      if (outcome !== undefined) return { sha1, ...outcome }
    } catch (error) {
      signal.throwIfAborted()
      if (!isPassingTrouble(error)) throw error
      failures = upload.sentSome ? 1 : failures + 1
      const delay = delayOf(failures, deps.random())
      report({ phase: 'paused', done: upload.sent, problem: failureText(error), againAt: deps.now() + delay })
      await deps.pause(delay, signal)
    }
  }
}

export const failureText = (error: unknown): string =>
  error instanceof UploadTrouble ? error.message : failureOf(error).sentence

class RunningUpload {
  readonly #deps: UploadDeps
  readonly #file: File
  readonly #report: Report
  readonly #signal: AbortSignal
  #kept: KeptUpload
  /** Whether the file is as it was when its hash was kept. */
  #isHashed: boolean
  #looks = 0
  /** Rounds in which the store took nothing, one after the other. */
  #refusals = 0
  /** Whether the last round brought any part there. */
  sentSome = false
  /** bytes that are there, as far as is known. */
  sent = 0

  constructor(deps: UploadDeps, kept: KeptUpload, file: File, report: Report, signal: AbortSignal) {
    this.#deps = deps
    this.#kept = kept
    this.#file = file
    this.#report = report
    this.#signal = signal
    this.#isHashed = kept.sha1 !== undefined && file.lastModified === kept.modified
  }

  /** Throws where it is not the file whose upload was begun. */
  async hashed(): Promise<string> {
    const { sha1: before } = this.#kept
    if (this.#isHashed && before !== undefined) return before
    if (this.#file.size !== this.#kept.size) throw troubles.otherSize()
    const sha1 = await this.#deps.hashing.run(0, this.#signal, () => {
      this.#report({ phase: 'hashing', done: 0, problem: undefined })
      const onBytes = (done: number) => this.#report({ done })
      return this.#deps.files.sha1(this.#file, { signal: this.#signal, onBytes })
    })
    if (before !== undefined && before !== sha1) throw troubles.otherContent()
    await this.#keep({ sha1, modified: this.#file.lastModified })
    this.#isHashed = true
    return sha1
  }

  async round(sha1: string): Promise<Outcome> {
    this.sentSome = false
    const state = await this.#state(sha1)
    if (state === 'stored') return { wasThere: true }
    if (state === 'pending' || state.state === 'verifying') return this.#look()
    if (state.state === 'stored') return { wasThere: false }
    if (state.state === 'failed') throw troubles.verification(state.failure?.message ?? 'The upload failed. Try again.')
    if (state.state === 'ended') return this.#forget()
    await this.#send(state)
    await this.#complete()
    return undefined
  }

  /** Begins it, where it isn't. */
  async #state(sha1: string): Promise<State | 'stored' | 'pending'> {
    const { api } = this.#deps
    const { upload, zone, size, name } = this.#kept
    const signal = this.#signal
    if (upload !== undefined) {
      const state = await api('GET /api/uploads/{upload}', { path: { upload }, signal }).catch(unlessUnknown)
      return state ?? { state: 'ended', parts: [], partSize: 0, partCount: 0, failure: null }
    }
    const body = { zone, sha1, size, name: nameOf(name), partSize: partSizeOf(size) }
    const begun = await api('POST /api/uploads', { body, signal })
    if (begun.state !== 'open' || begun.upload === null) return begun.state === 'stored' ? 'stored' : 'pending'
    await this.#keep({ upload: begun.upload.id })
    return { ...begun.upload, state: 'open', parts: [], failure: null }
  }

  async #send(state: State): Promise<void> {
    const { upload = '', size } = this.#kept
    const report = (done: number) => {
      this.sent = done
      this.#report({ phase: 'uploading', done, problem: undefined })
    }
    const onPart = () => {
      this.sentSome = true
    }
    const options = { report, onPart, signal: this.#signal }
    await sendParts(this.#deps, { upload, size, ...state }, this.#file, options).catch(error => {
      throw error instanceof PartRefused ? this.#troubleOf(error) : error
    })
    this.#refusals = 0
  }

  /** The gateway has just answered, so that a store that never does, does not answer this page. */
  #troubleOf({ status }: PartRefused): UploadTrouble {
    this.#refusals = this.sentSome ? 1 : this.#refusals + 1
    const again = this.#refusals < mostRefusals
    if (status === 0) return again ? troubles.offline() : troubles.storeBarred(this.#deps.origin)
    // Of a URL whose hour is over, the next round has another.
    return again || status === 429 || status >= 500 ? troubles.storeBusy(status) : troubles.storeRefuses(status)
  }

  async #complete(): Promise<void> {
    const { upload = '', size } = this.#kept
    this.#report({ phase: 'verifying', done: size, problem: undefined })
    // What is missing, and that it is complete already, the next round finds.
    await this.#deps
      .api('POST /api/uploads/{upload}/complete', { path: { upload }, signal: this.#signal })
      .catch(unlessCode('upload.parts_missing', 'upload.changed', 'upload.ended'))
  }

  async #look(): Promise<Outcome> {
    this.#looks += 1
    this.#report({ phase: 'verifying', done: this.#kept.size, problem: undefined })
    await this.#deps.pause(nextLook(this.#looks), this.#signal)
    return undefined
  }

  /** Its time was up, or somebody aborted it: it begins anew. */
  async #forget(): Promise<Outcome> {
    await this.#keep({ upload: undefined })
    return undefined
  }

  async #keep(change: Partial<KeptUpload>): Promise<void> {
    this.#kept = { ...this.#kept, ...change }
    await this.#deps.keep(this.#kept)
  }
}

/** undefined in place of these refusals. */
const unlessCode =
  (...codes: string[]) =>
  (error: unknown): undefined => {
    if (!(error instanceof ApiError && codes.includes(error.code))) throw error
  }

const unlessUnknown = unlessCode('upload.unknown')
