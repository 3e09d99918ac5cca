/** What is needed of S3's XML answers: fields without attributes, one of each name. */

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
