/**
 * The canonical text of a JSON value, which clients sign: no spaces, keys sorted, numbers with the digits that were
 * sent. Clients write strings in two ways:
 *   python       keys by code point; everything outside U+0020 to U+007E escaped (json.dumps with sort_keys)
 *   javascript   keys by UTF-16 code unit; escaped only what JSON must have escaped (JSON.stringify)
 */
import type { JsonEntry, JsonNode } from './json-node.ts'

export type CanonicalForm = 'python' | 'javascript'

/** As deep as the node, which readJson bounds. */
export function canonicalJson(node: JsonNode, form: CanonicalForm): string {
  switch (node.kind) {
    case 'object': {
      let members = ''
      for (const { key, value } of sorted(node.entries, form)) {
        if (members !== '') members += ','
        members += `${quoted(key, form)}:${canonicalJson(value, form)}`
      }
      return `{${members}}`
    }
    case 'array': {
      let items = ''
      for (const item of node.items) {
        if (items !== '') items += ','
        items += canonicalJson(item, form)
      }
      return `[${items}]`
    }
    case 'string':
      return quoted(node.value, form)
    case 'number':
      return node.lexeme
    case 'boolean':
      return node.value ? 'true' : 'false'
    case 'null':
      return 'null'
  }
}

function quoted(text: string, form: CanonicalForm): string {
  if (!/[^ -~]|["\\]/.test(text)) return `"${text}"`
  const json = JSON.stringify(text)
  return form === 'javascript' ? json : json.replace(/[^ -~]/g, escaped)
}

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

function sorted(entries: readonly JsonEntry[], form: CanonicalForm): readonly JsonEntry[] {
  const inOrder = form === 'python' ? byCodePoint : byCodeUnit
  return entries.toSorted((a, b) => inOrder(a.key, b.key))
}

// The keys of one object differ, so that equality needs no answer.
const byCodeUnit = (a: string, b: string) => (a < b ? -1 : 1)

/** The orders differ only where a character beyond U+FFFF, written as two surrogates, meets one from U+E000 on. */
function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff

/** Lifts surrogates above all other units. */
const rank = (unit: number) => (isSurrogate(unit) ? unit + 0x10000 : unit)
