/**
 * Reads JSON text strictly and keeps what JSON.parse throws away: the digits of numbers and the order of members.
 * Signatures are made over a canonical text of what was sent, so `5000.0` must stay `5000.0`. What two readers could
 * understand differently is refused: a key given twice, lone surrogates, numbers that no double holds.
 * Source: RFC 8259; the further refusals are those of RFC 7493 (I-JSON).
 */
import { errors, type GatewayError } from '../errors.ts'
import type { JsonEntry, JsonNode } from './json-node.ts'

/** How many objects and arrays may lie in one another. */
const maxDepth = 32
/** Longest number that is read, characters. */
const longestNumber = 400
/** Objects with more members than this get an index of their keys. */
const searchedMembers = 16

/** Takes time in proportion to the text. Throws `request.not_json` with the reason and its line and column. */
export function readJson(text: string, depth = maxDepth): JsonNode {
  return new Reader(text, depth).document()
}

const yes: JsonNode = { kind: 'boolean', value: true }
const no: JsonNode = { kind: 'boolean', value: false }
const nothing: JsonNode = { kind: 'null' }

const quote = 0x22
const comma = 0x2c
const minus = 0x2d
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

class Reader {
  readonly #text: string
  readonly #depth: number
  /** Whether each string in it ends at the next quote: what clients send mostly has no escape and stands in one line. */
  readonly #isPlain: boolean
  #at = 0

  constructor(text: string, depth: number) {
    this.#text = text
    this.#depth = depth
    this.#isPlain = !/[^ -[\]-\uffff]/.test(text)
  }

  document(): JsonNode {
    if (this.#text.charCodeAt(0) === 0xfeff) throw this.#refusal('it begins with a byte order mark')
    if (!this.#text.isWellFormed())
      throw this.#refusal('it holds half a surrogate pair', this.#text.search(/\p{Surrogate}/u))
    const node = this.#value(0)
    if (!Number.isNaN(this.#next())) throw this.#refusal('more text follows after the value')
    return node
  }

  /** `around`: how many objects and arrays the value lies in. */
  #value(around: number): JsonNode {
    const first = this.#next()
    switch (first) {
      case quote:
        return { kind: 'string', value: this.#string() }
      case openBrace:
      case openBracket:
        if (around >= this.#depth) throw this.#refusal(`it is nested deeper than ${this.#depth}`)
        this.#at++
        return first === openBrace ? this.#object(around + 1) : this.#array(around + 1)
      case 0x74:
        return this.#word('true', yes)
      case 0x66:
        return this.#word('false', no)
      case 0x6e:
        return this.#word('null', nothing)
      default:
        if (first === minus || isDigit(first)) return this.#number()
        throw this.#refusal('a value is missing or is no JSON')
    }
  }

  #object(depth: number): JsonNode {
    const entries: JsonEntry[] = []
    let index: Set<string> | undefined
    if (this.#next() === closeBrace) {
      this.#at++
      return { kind: 'object', entries }
    }
    for (;;) {
      if (this.#next() !== quote) throw this.#refusal('a key in double quotes is missing')
      const keyAt = this.#at
      const key = this.#string()
      if (entries.length > searchedMembers) index ??= new Set(entries.map(entry => entry.key))
      if (index === undefined ? hasKey(entries, key) : index.has(key)) {
        throw this.#refusal(`the key ${shown(key)} is given twice in one object`, keyAt)
      }
      index?.add(key)
      if (this.#next() !== colon) throw this.#refusal('a colon is missing after a key')
      this.#at++
      entries.push({ key, value: this.#value(depth) })
      if (this.#closes(closeBrace, 'a comma or the end of the object is missing')) return { kind: 'object', entries }
    }
  }

  #array(depth: number): JsonNode {
    const items: JsonNode[] = []
    if (this.#next() === closeBracket) {
      this.#at++
      return { kind: 'array', items }
    }
    for (;;) {
      items.push(this.#value(depth))
      if (this.#closes(closeBracket, 'a comma or the end of the array is missing')) return { kind: 'array', items }
    }
  }

  /** Steps over the end of an object or array, or over a comma. */
  #closes(end: number, otherwise: string): boolean {
    const code = this.#next()
    if (code !== comma && code !== end) throw this.#refusal(otherwise)
    this.#at++
    return code === end
  }

  #string(): string {
    const text = this.#text
    const start = this.#at
    const end = this.#isPlain ? text.indexOf('"', start + 1) : -1
    if (end >= 0) {
      this.#at = end + 1
      return detached(text.slice(start + 1, end))
    }
    let at = start + 1
    let escaped = false
    for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(at)) {
      if (code === backslash) {
        escaped = true
        at += 2
      } else if (code >= 0x20) at++
      else if (at < text.length) throw this.#refusal('a string holds a control character without an escape', at)
      else throw this.#refusal('a string has no end', start)
    }
    this.#at = at + 1
    return escaped ? this.#unescaped(start) : detached(text.slice(start + 1, at))
  }

  #unescaped(start: number): string {
    const value = parsed(this.#text.slice(start, this.#at))
    if (value === undefined) throw this.#refusal('a string holds an escape that JSON does not know', start)
    if (!value.isWellFormed()) throw this.#refusal('a string holds half a surrogate pair', start)
    return value
  }

  #number(): JsonNode {
    numberShape.lastIndex = this.#at
    const lexeme = numberShape.exec(this.#text)?.[0]
    if (lexeme === undefined) throw this.#refusal('a number lacks its digits')
    if (lexeme.length > longestNumber) throw this.#refusal(`a number has more than ${longestNumber} characters`)
    // As a double it would be infinite, which JSON cannot say: what we pass on would not be what was signed.
    if (!Number.isFinite(Number(lexeme))) throw this.#refusal('a number is too large')
    this.#at += lexeme.length
    return { kind: 'number', lexeme }
  }

  #word(word: string, node: JsonNode): JsonNode {
    if (!this.#text.startsWith(word, this.#at)) throw this.#refusal('a value is missing or is no JSON')
    this.#at += word.length
    return node
  }

  /** Skips white space; the code of the character behind it, NaN at the end of the text. */
  #next(): number {
    let code = this.#text.charCodeAt(this.#at)
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = this.#text.charCodeAt(++this.#at)
    return code
  }

  #refusal(reason: string, at = this.#at): GatewayError {
    const before = this.#text.slice(0, at)
    const line = before.split('\n').length
    return errors.notJson(`${reason}, at line ${line}, column ${at - before.lastIndexOf('\n')}`)
  }
}

// Stateful (sticky), set to where it is to look at each use. Leading zeros end the number and so fail behind it.
const numberShape = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

const isDigit = (code: number) => code >= 0x30 && code <= 0x39

function hasKey(entries: readonly JsonEntry[], key: string): boolean {
  for (const entry of entries) if (entry.key === key) return true
  return false
}

/**
 * V8 makes long slices views of the text they are cut from, so that an id kept in a cache would keep the whole request
 * body with it. Concatenating first makes them views of their own few bytes; shorter slices are copies anyway.
 */
const detached = (slice: string) => (slice.length < 13 ? slice : ` ${slice}`.slice(1))

function parsed(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

/** For error sentences: short, and nothing but printable ASCII. */
function shown(key: string): string {
  const start = key.length > 40 ? `${key.slice(0, 40)}…` : key
  return JSON.stringify(start).replace(/[^ -~…]/g, '?')
}
