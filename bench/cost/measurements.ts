/** What `npm run measure:memory` found, as it lies in docs/cost-measurements.json: everything in docs/cost.md follows from it. */
import { readFileSync } from 'node:fs'
import type { FunctionName } from '@kachery-gateway/functions/lambda/functions.ts'
import * as z from 'zod'

/** Functions whose work is measured; docs/cost.md names those that are not. */
export const measuredFunctions = ['gateway', 'site', 'verifyUpload', 'replayLogItems'] as const satisfies FunctionName[]
export type MeasuredName = (typeof measuredFunctions)[number]

const Measured = z.object({
  /** ms of CPU time for one. */
  cpu: z.number(),
  /** What one asked of AWS: `s3 HEAD` → how often. */
  asked: z.record(z.string(), z.number())
})
export type Measured = z.infer<typeof Measured>

const MeasuredFunction = z.object({
  /** Bytes of the whole bundle, and of what is loaded before the first request. */
  bundle: z.number(),
  first: z.number(),
  /** ms of CPU time from the start of its process until it was loaded. */
  load: z.number(),
  /** Bytes of memory that its process held at most, whatever it worked on. */
  peak: z.number()
})

export const Measurements = z.object({
  /** `2026-11-24` */
  date: z.string(),
  node: z.string(),
  machine: z.string(),
  /** What an empty handler's process needs. */
  empty: z.object({ load: z.number(), peak: z.number() }),
  gateway: MeasuredFunction.extend({
    works: z.object({
      firstFindFile: Measured,
      findFileFromMemory: Measured,
      findFileFromBucket: Measured,
      initiate: Measured,
      /** Of 1 MB. */
      finalize: Measured
    })
  }),
  site: MeasuredFunction.extend({ works: z.object({ firstHealth: Measured, health: Measured }) }),
  verifyUpload: MeasuredFunction.extend({
    works: z.object({
      /** Of 1 MB. */
      firstVerification: Measured,
      /** Of a GB, where the bucket tells no digest; extrapolated from two sizes. */
      gigabyte: Measured
    })
  }),
  replayLogItems: MeasuredFunction.extend({
    works: z.object({ firstReplay: Measured, hundredItems: Measured })
  })
})
export type Measurements = z.infer<typeof Measurements>

export const measurementsFile = new URL('../../docs/cost-measurements.json', import.meta.url)

export const readMeasurements = (): Measurements =>
  Measurements.parse(JSON.parse(readFileSync(measurementsFile, 'utf8')))
