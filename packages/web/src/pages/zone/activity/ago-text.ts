/** A time that has passed, ms, in words. */

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000]
] as const

export function agoText(passed: number): string {
  for (const [unit, ms] of steps) if (passed >= ms) return relative.format(-Math.floor(passed / ms), unit)
  return 'just now'
}
