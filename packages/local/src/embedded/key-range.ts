/** The first key that comes after every key with the prefix, by bytes: UTF-8 has no byte 255. */
export function behind(prefix: Uint8Array): Uint8Array {
  const end = Uint8Array.from(prefix.length === 0 ? [0xff] : prefix)
  end[end.length - 1] = prefix.length === 0 ? 0xff : (prefix.at(-1) ?? 0) + 1
  return end
}
