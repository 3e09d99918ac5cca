/**
 * A zone marked as scratch: anyone may upload there, within these limits, and files go after a while. The limits hold for
 * everybody who uploads there; a job acts on the retention.
 */
import * as z from 'zod'

/** How long files stay where nothing else is said, days. */
export const scratchRetentionDays = 14

export const ScratchLimits = z.object({
  /** bytes */
  fileBytes: z.int().min(1).max(5_000_000_000).default(100_000_000),
  /** Of the whole zone, in a day of UTC. */
  filesPerDay: z.int().min(1).max(1_000_000).default(1_000),
  /** bytes, likewise */
  bytesPerDay: z.int().min(1).max(100_000_000_000_000).default(10_000_000_000),
  /** How long files stay, days. */
  retentionDays: z.int().min(1).max(366).default(scratchRetentionDays)
})
/** `since`: files stored from then on go, ms since the epoch; 0: marked by an earlier version. */
export const ScratchMark = ScratchLimits.extend({ since: z.number().default(0) })
export type ScratchMark = z.infer<typeof ScratchMark>
export type ScratchLimits = z.infer<typeof ScratchLimits>
