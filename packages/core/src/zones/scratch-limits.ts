/**
 * A zone marked as scratch: anyone may upload there, within these limits, and files go after a while. The limits hold for
 * everybody who uploads there; the maintenance acts on the retention.
 */
import * as z from 'zod'

export const ScratchLimits = z.object({
  /** bytes */
  fileBytes: z.int().min(1).max(5_000_000_000),
  /** Of the whole zone, in a day of UTC. */
  filesPerDay: z.int().min(1).max(1_000_000),
  /** bytes, likewise */
  bytesPerDay: z.int().min(1).max(100_000_000_000_000),
  /** How long files stay, days. */
  retentionDays: z.int().min(1).max(366)
})
export type ScratchLimits = z.infer<typeof ScratchLimits>

export const usualScratchLimits: ScratchLimits = {
  fileBytes: 100_000_000,
  filesPerDay: 1_000,
  bytesPerDay: 10_000_000_000,
  retentionDays: 7
}
