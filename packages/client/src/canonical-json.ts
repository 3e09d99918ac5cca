/** The text of a JSON value that kachery clients sign, as Python's json.dumps writes it: keys sorted, no spaces, ASCII. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([key, one]) => `${quoted(key)}:${canonicalJson(one)}`)
    return `{${members.join(',')}}`
  }
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value)
}

const quoted = (text: string) => JSON.stringify(text).replace(/[^ -~]/g, escaped)

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
