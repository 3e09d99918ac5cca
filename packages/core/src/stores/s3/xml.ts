/** What is needed of S3's XML answers: elements without attributes, none in another of its own name. */

const entities: Record<string, string> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>' }

/** The text of the first element of that name; undefined: there is none, or it has elements in it. */
export function xmlField(xml: string, name: string): string | undefined {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? []
  return text?.replace(/&(?:#(x?)([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, hex: string, code: string, entity: string) => {
    if (entity !== undefined) return entities[entity] ?? whole
    const point = Number.parseInt(code, hex === '' ? 10 : 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

/** Characters: of one element of a list. Keys have 1 kB, written out at six times that at most. */
const longestElement = 16_000

/** What is in each element of that name, one after the other. Throws an Error that says nothing of it for a strange one. */
export function* xmlElements(xml: string, name: string): Generator<string> {
  const [begin, end] = [`<${name}>`, `</${name}>`]
  for (let at = xml.indexOf(begin); at !== -1; at = xml.indexOf(begin, at)) {
    const text = xml.slice(at + begin.length, at + longestElement)
    const length = text.indexOf(end)
    if (length === -1) throw new Error('an element of the answer is not complete')
    yield text.slice(0, length)
    at += begin.length + length + end.length
  }
}
