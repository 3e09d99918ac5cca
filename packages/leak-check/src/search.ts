/** Many needles in one pass: the cost is that of the text, however many they are. */

export interface Needle<T> {
  bytes: Uint8Array
  about: T
}

/**
 * Needles have at least four bytes. Answers what those that are there are about, and where each is first. By Wu and
 * Manber: a window as long as the shortest needle goes on by as much as its last four bytes allow.
 */
export function searcher<T>(needles: readonly Needle<T>[]): (text: Uint8Array) => Map<T, number> {
  const window = needles.reduce((least, { bytes }) => Math.min(least, bytes.length), 64)
  const ofWindow = window - 4
  const steps = new Uint8Array(2 ** slotBits).fill(ofWindow + 1)
  const byEnd = new Map<number, Needle<T>[]>()
  for (const needle of needles) {
    for (let at = 0; at <= ofWindow; at++) {
      const slot = slotOf(fourAt(needle.bytes, at))
      steps[slot] = Math.min(steps[slot] ?? 0, ofWindow - at)
    }
    const end = fourAt(needle.bytes, ofWindow)
    const alike = byEnd.get(end)
    if (alike === undefined) byEnd.set(end, [needle])
    else alike.push(needle)
  }
  return text => {
    const found = new Map<T, number>()
    for (let at = ofWindow; at + 4 <= text.length; ) {
      const end = fourAt(text, at)
      const step = steps[slotOf(end)] ?? 1
      if (step === 0) {
        for (const { bytes, about } of byEnd.get(end) ?? [])
          if (!found.has(about) && isAt(text, at - ofWindow, bytes)) found.set(about, at - ofWindow)
      }
      at += step || 1
    }
    return found
  }
}

const slotBits = 18

const fourAt = (bytes: Uint8Array, at: number) =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)

const slotOf = (four: number) => Math.imul(four, 0x9e3779b1) >>> (32 - slotBits)

function isAt(text: Uint8Array, at: number, needle: Uint8Array): boolean {
  if (at + needle.length > text.length) return false
  for (let of = 0; of < needle.length; of++) if (text[at + of] !== needle[of]) return false
  return true
}
