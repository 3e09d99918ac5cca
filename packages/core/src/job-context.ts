/** One zone's part of a run: what it counts, and whether it may go on. */
import { defined } from './defined.ts'
import type { ZoneResult } from './model/job-result.ts'

export interface RunLimits {
  /** ms until the run must have ended. */
  timeLeft(): number
  /** bytes; absent: as much as there is. */
  memoryLeft?(): number
}

export interface JobOptions extends RunLimits {
  /** count-usage: from the first archive on, whatever was counted. */
  full?: boolean
  /** Says what it would do; changes nothing, leases and results included. */
  dryRun?: boolean
  /** check-zones: only notes who can use the zones; like a dry run it leaves leases and results as they are. */
  usersOnly?: boolean
  /** Only this zone. */
  zone?: string
  /** Days after which files in the trash are removed; absent: never. */
  trashDays?: number
  /** The most that archive-logs puts into one file; default 1,000 items and 4 MB. */
  archive?: { items: number; bytes: number }
  /** Origins whose pages are to reach the buckets. */
  origins?: readonly string[]
  /** Called now and then, for a person who looks on. `total`: how many there are, where it is known. */
  progress?: (at: Progress) => void
}

export interface Progress {
  zone: string
  /** What is counted, in the plural; 'zones' where a zone is done. */
  unit: string
  done: number
  total?: number
}

/** A step that has begun is given this long, ms, and this many bytes. */
const stepTime = 30_000
const stepMemory = 48_000_000
/** Notes beyond these are only counted. */
const mostNotes = 1000
/** Of a run that is kept in the registry. */
const keptNotes = 20

/** Whether there is time and memory for one more step. */
export const hasBudget = ({ timeLeft, memoryLeft }: RunLimits): boolean =>
  timeLeft() > stepTime && (memoryLeft?.() ?? Number.POSITIVE_INFINITY) > stepMemory

export class JobContext {
  readonly zone: string
  readonly options: JobOptions
  readonly counts: Record<string, number> = {}
  readonly notes: string[] = []
  bytes = 0
  readonly #lost: () => boolean

  /** `lost`: whether the lease is somebody else's by now. */
  constructor(zone: string, options: JobOptions, lost: () => boolean) {
    this.zone = zone
    this.options = options
    this.#lost = lost
  }

  get dryRun(): boolean {
    return this.options.dryRun === true
  }

  mayContinue(): boolean {
    return !this.#lost() && hasBudget(this.options)
  }

  count(name: string, by = 1): void {
    if (by !== 0) this.counts[name] = (this.counts[name] ?? 0) + by
  }

  note(sentence: string): void {
    if (this.notes.length < mostNotes) this.notes.push(sentence)
    else this.count('notes_left_out')
  }

  /** Whether somebody looks on: only then is it worth finding out how much there is to do. */
  get isWatched(): boolean {
    return this.options.progress !== undefined
  }

  progress(unit: string, done: number, total?: number): void {
    this.options.progress?.({ zone: this.zone, unit, done, ...defined({ total }) })
  }

  result(outcome: ZoneResult['outcome'], startedAt: number, now: number): ZoneResult {
    const { zone, counts, bytes, notes } = this
    return {
      zone,
      outcome,
      counts,
      bytes,
      startedAt,
      ms: now - startedAt,
      notes: this.dryRun ? notes : notes.slice(0, keptNotes)
    }
  }
}
