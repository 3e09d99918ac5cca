/** Many needles in one pass: the cost is that of the text, however many they are. */

export interface Needle<T> {
  bytes: Uint8Array
  about: T
}

/** Needles have at least four bytes. Answers what those that are there are about, and where each is first. */
export function searcher<T>(needles: readonly Needle<T>[]): (text: Uint8Array) => Map<T, number> {
  const byStart = new Map<number, Needle<T>[]>()
  const begins = new Uint8Array(65_536)
  for (const needle of needles) {
    const start = startOf(needle.bytes, 0)
    const alike = byStart.get(start)
    if (alike === undefined) byStart.set(start, [needle])
    else alike.push(needle)
    begins[slotOf(start)] = 1
  }
  return text => {
    const found = new Map<T, number>()
    let next = text.length < 4 ? 0 : startOf(text, 0)
    for (let at = 0; at + 4 <= text.length; at++) {
      if (begins[slotOf(next)] === 1)
        for (const { bytes, about } of byStart.get(next) ?? [])
          if (!found.has(about) && isAt(text, at, bytes)) found.set(about, at)
      next = (next << 8) | (text[at + 4] ?? 0)
    }
    return found
  }
}

const startOf = (bytes: Uint8Array, at: number) =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)

const slotOf = (start: number) => Math.imul(start, 0x9e3779b1) >>> 16

function isAt(text: Uint8Array, at: number, needle: Uint8Array): boolean {
  if (at + needle.length > text.length) return false
  for (let of = 4; of < needle.length; of++) if (text[at + of] !== needle[of]) return false
  return true
}
