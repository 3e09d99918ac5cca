/** How fast something goes, by what was seen of it lately, and how long it will take. */

/** When (ms) how many bytes were done. */
export interface Sample {
  at: number
  bytes: number
}

/** ms; shorter jumps about, longer tells of what was. */
const window = 15_000
/** ms; before that nothing is said. */
const least = 1_500

/** Begins anew where bytes were lost. */
export function sampled(before: readonly Sample[], sample: Sample): Sample[] {
  const last = before.at(-1)
  if (last !== undefined && sample.bytes < last.bytes) return [sample]
  return [...before.filter(({ at }) => sample.at - at <= window), sample]
}

/** Bytes a second. undefined: nobody knows yet, or it stands still. */
export function rateOf(samples: readonly Sample[], now: number): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined || now - first.at < least || last.bytes === first.bytes)
    return undefined
  return ((last.bytes - first.bytes) / (now - first.at)) * 1000
}

/** `seconds`: until it is done, as people say it. */
export function leftText(seconds: number): string {
  if (seconds < 5) return 'a few seconds left'
  if (seconds < 55) return `${Math.ceil(seconds / 5) * 5} s left`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min left`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h left` : `${hours} h ${minutes % 60} min left`
  return 'more than a day left'
}
