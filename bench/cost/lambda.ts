/**
 * How long a function takes with so much memory, and what that costs. Lambda gives a function a share of the processor
 * in proportion to its memory: a whole one at 1,769 MB. JavaScript uses one.
 */
import { functions } from '@kachery-gateway/functions/lambda/functions.ts'
import type { Measured, MeasuredName, Measurements } from './measurements.ts'
import type { Amounts } from './prices.ts'

export const wholeProcessor = 1769
export const memorySizes = [128, 256, 512, 1024, 1769] as const

/** ms that a call waits for, in AWS and to a database in the same region; round figures, not measured here. */
export const waits = { database: 5, table: 5, bucket: 25, copy: 50, parameters: 15, role: 30, queue: 10, connect: 10 }
/** bytes a second that a function reads from a bucket */
export const readRate = 75_000_000

/** One kind of work: what was measured, and what it waits for, step after step. */
export interface Work {
  function: MeasuredName
  measured: Measured
  /** ms */
  waiting: number
  /** It is the first of its process, whose loading is paid, too. */
  first?: true
  /** It computes while it waits. */
  streams?: true
}

export type WorkName =
  | 'firstFindFile'
  | 'findFileFromMemory'
  | 'findFileFromBucket'
  | 'initiate'
  | 'finalize'
  | 'firstHealth'
  | 'health'
  | 'firstVerification'
  | 'gigabyte'
  | 'firstReplay'
  | 'hundredItems'

const { database, table, bucket, copy, parameters, role, connect } = waits

export function worksOf({ gateway, site, verifyUpload, replayLogItems }: Measurements): Record<WorkName, Work> {
  const secrets = connect + Math.max(parameters, bucket)
  return {
    firstFindFile: {
      function: 'gateway',
      measured: gateway.works.firstFindFile,
      // Secrets, role and settings, client and login, database, bucket, database.
      waiting: secrets + connect + role + connect + bucket + 2 * table + connect + database + bucket + database,
      first: true
    },
    findFileFromMemory: { function: 'gateway', measured: gateway.works.findFileFromMemory, waiting: 0 },
    findFileFromBucket: {
      function: 'gateway',
      measured: gateway.works.findFileFromBucket,
      waiting: database + bucket + database
    },
    initiate: { function: 'gateway', measured: gateway.works.initiate, waiting: bucket + database },
    finalize: {
      function: 'gateway',
      measured: gateway.works.finalize,
      waiting: bucket + copy + bucket + copy + bucket + database
    },
    firstHealth: { function: 'site', measured: site.works.firstHealth, waiting: secrets, first: true },
    health: { function: 'site', measured: site.works.health, waiting: 0 },
    firstVerification: {
      function: 'verifyUpload',
      measured: verifyUpload.works.firstVerification,
      waiting: secrets + connect + 3 * table + role + connect + 2 * copy + 2 * bucket + database,
      first: true
    },
    gigabyte: {
      function: 'verifyUpload',
      measured: verifyUpload.works.gigabyte,
      waiting: 1_000_000_000 / (readRate / 1000),
      streams: true
    },
    firstReplay: {
      function: 'replayLogItems',
      measured: replayLogItems.works.firstReplay,
      waiting: connect + parameters + connect + database,
      first: true
    },
    hundredItems: { function: 'replayLogItems', measured: replayLogItems.works.hundredItems, waiting: 4 * database }
  }
}

/** ms from the call to the answer. */
export function durationOf(work: Work, measurements: Measurements, memory: number = functions[work.function].memory) {
  const cpu = work.measured.cpu + (work.first ? measurements[work.function].load : 0)
  const computing = cpu / Math.min(1, memory / wholeProcessor)
  return work.streams ? Math.max(work.waiting, computing) : work.waiting + computing
}

/** What Lambda counts for one. Since August 2025 loading is paid as well. */
export function lambdaAmounts(work: Work, measurements: Measurements, memory?: number): Amounts {
  const size = memory ?? functions[work.function].memory
  return {
    lambdaRequest: 1,
    lambdaGbSecond: (size / 1024) * (Math.ceil(durationOf(work, measurements, size)) / 1000)
  }
}

interface Wanted {
  /** The work that decides. */
  decides: WorkName
  /** ms that it may take. */
  atMost: number
  why: string
}

/** Of the memory that a function has, its measured peak is at most this part: Lambda's own runtime is in it, too. */
export const fullest = 0.6

export const wanted: Record<MeasuredName, Wanted> = {
  gateway: { decides: 'firstFindFile', atMost: 1000, why: 'people wait for the first answer of a new process' },
  site: { decides: 'firstHealth', atMost: 750, why: 'a page waits for it' },
  verifyUpload: {
    decides: 'gigabyte',
    atMost: 15_000,
    why: 'nobody waits; the digest must not be slower than the reading'
  },
  replayLogItems: { decides: 'hundredItems', atMost: 1000, why: 'nobody waits' }
}

/** The smallest size that does what is wanted. */
export function chosenMemory(name: MeasuredName, measurements: Measurements): number | undefined {
  const { decides, atMost } = wanted[name]
  const work = worksOf(measurements)[decides]
  return memorySizes.find(
    size => measurements[name].peak <= fullest * size * 1024 * 1024 && durationOf(work, measurements, size) <= atMost
  )
}
