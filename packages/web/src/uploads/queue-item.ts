/** One upload in the queue, and the row that a page shows of it. */
import { rateOf, type Sample, sampled } from './rate.ts'
import type { KeptUpload, Phase, Progress } from './upload.ts'

export interface QueueItem {
  kept: KeptUpload
  file?: File | undefined
  progress: Progress
  samples: Sample[]
  stop: AbortController
  /** Begun anew, where somebody tries again. */
  anew?: boolean
  /** This page is not at it any more. */
  ended: PromiseWithResolvers<void>
}

export interface Row extends Pick<KeptUpload, 'id' | 'zone' | 'name' | 'size' | 'sha1'>, Progress {
  /** Bytes a second; of hashing while it is hashed. */
  rate?: number | undefined
  /** s; until it tries again. */
  againIn?: number | undefined
}

export const newItem = (kept: KeptUpload, phase: Phase): QueueItem => ({
  kept,
  progress: { phase, done: 0 },
  samples: [],
  stop: new AbortController(),
  ended: Promise.withResolvers()
})

export const isIn = ({ progress }: QueueItem, ...phases: Phase[]): boolean => phases.includes(progress.phase)

export const isDone = (item: QueueItem): boolean => isIn(item, 'stored', 'failed')

export function rowOf({ kept, progress, samples }: QueueItem, now: number): Row {
  const { id, zone, name, size, sha1 } = kept
  const { phase, againAt } = progress
  return {
    ...{ id, zone, name, size, sha1, ...progress },
    rate: phase === 'hashing' || phase === 'uploading' ? rateOf(samples, now) : undefined,
    againIn: againAt && Math.max(Math.ceil((againAt - now) / 1000), 0)
  }
}

/** Rates are of one phase. */
export function report(item: QueueItem, change: Partial<Progress>, now: number): void {
  const before = item.progress.phase
  item.progress = { ...item.progress, ...change }
  const { phase, done } = item.progress
  item.samples = sampled(phase === before ? item.samples : [], { at: now, bytes: done })
}
