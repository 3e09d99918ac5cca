/**
 * A key that the deployment made, as its parameter holds it while it is rotated, so that nobody is refused in between:
 *
 *   KEY                        as always
 *   KEY next:NEW               NEW is taken already, KEY still used
 *   NEW previous:KEY           NEW is used, KEY still taken
 *   NEW previous:KEY:UNTIL     the same, until then (ms since the epoch)
 *
 * Functions read it every 5 min; `npm run rotate` waits for that between two steps.
 */
export interface RotatingKey {
  current: string
  /** What is taken beside it. */
  other?: { key: string; role: 'next' | 'previous'; until?: number }
}

export function readRotatingKey(text: string): RotatingKey {
  const [current = '', more = ''] = text.trim().split(' ')
  const [, role, key, until] = /^(next|previous):([0-9a-f]{64})(?::(\d+))?$/.exec(more) ?? []
  if (key === undefined) return { current }
  const ends = until === undefined ? {} : { until: Number(until) }
  return { current, other: { key, role: role === 'next' ? 'next' : 'previous', ...ends } }
}

export function rotatingKeyText({ current, other }: RotatingKey): string {
  if (other === undefined) return current
  return `${current} ${other.role}:${other.key}${other.until === undefined ? '' : `:${other.until}`}`
}

/** The key in use first, then what is taken beside it. `now`: ms since the epoch. */
export function acceptedKeys(text: string, now: number): string[] {
  const { current, other } = readRotatingKey(text)
  return other === undefined || now >= (other.until ?? Number.POSITIVE_INFINITY) ? [current] : [current, other.key]
}
