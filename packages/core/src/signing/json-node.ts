/** A JSON value as it was written: numbers with their digits, members in their order. Made by json-text.ts. */

export type JsonNode =
  | { readonly kind: 'object'; readonly entries: readonly JsonEntry[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  /** `value`: the characters themselves, escapes resolved; well-formed UTF-16. */
  | { readonly kind: 'string'; readonly value: string }
  /** `lexeme`: the number as it was written. */
  | { readonly kind: 'number'; readonly lexeme: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }

export type JsonObject = Extract<JsonNode, { kind: 'object' }>

export interface JsonEntry {
  readonly key: string
  readonly value: JsonNode
}

/** The member's value; undefined where there is none or the node is no object. */
export function member(node: JsonNode, key: string): JsonNode | undefined {
  return node.kind === 'object' ? node.entries.find(entry => entry.key === key)?.value : undefined
}

/** As JSON.parse gives it, but objects have no prototype, so that no key is special and none is inherited. */
export function toValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object': {
      const value: Record<string, unknown> = Object.create(null)
      for (const entry of node.entries) value[entry.key] = toValue(entry.value)
      return value
    }
    case 'array':
      return node.items.map(toValue)
    case 'number':
      return Number(node.lexeme)
    case 'null':
      return null
    default:
      return node.value
  }
}
