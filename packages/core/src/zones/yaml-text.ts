/**
 * YAML that people write, read so that a mistake is told with its line and with nothing of what stands there: the text
 * may hold a secret, and whoever is refused reads the sentence.
 */
import { type Document, type ErrorCode, LineCounter, parseDocument, visit, type YAMLParseError } from 'yaml'

interface YamlMistake {
  /** from 1 */
  line: number
  reason: string
}

type ReadYaml =
  /** `lineAt`: of an offset into the text, as the document's nodes have it. */
  | { ok: true; value: unknown; document: Document.Parsed; lineAt(offset: number): number }
  /** One or more, by line; no two say the same. */
  | { ok: false; mistakes: [YamlMistake, ...YamlMistake[]] }

export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter()
  const lineAt = (offset: number) => lines.linePos(offset).line
  try {
    // The library's own look for keys given twice takes minutes for a megabyte of keys.
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false
    })
    const [first, ...others] = distinct([
      ...document.errors.map(error => ({ line: lineAt(error.pos[0]), reason: reasonOf(error) })),
      ...keysGivenTwice(document, lineAt)
    ])
    if (first !== undefined) return { ok: false, mistakes: [first, ...others] }
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }), document, lineAt }
  } catch {
    const reason = 'an alias leads nowhere or too far, or it is nested too deep; put values that begin with * in quotes'
    return { ok: false, mistakes: [{ line: 1, reason }] }
  }
}

function keysGivenTwice(document: Document.Parsed, lineAt: (offset: number) => number): YamlMistake[] {
  const mistakes: YamlMistake[] = []
  visit(document, {
    Map(_, map) {
      const keys = new Set<unknown>()
      for (const { key } of map.items) {
        const name = scalarOf(key)
        if (name !== undefined && keys.has(name.value))
          mistakes.push({ line: lineAt(name.offset), reason: 'a key is given twice' })
        keys.add(name?.value)
      }
    }
  })
  return mistakes
}

function scalarOf(key: unknown): { value: unknown; offset: number } | undefined {
  if (typeof key !== 'object' || key === null || !('value' in key) || !('range' in key)) return undefined
  return { value: key.value, offset: Array.isArray(key.range) ? Number(key.range[0]) : 0 }
}

const distinct = (mistakes: YamlMistake[]) =>
  [...new Map(mistakes.map(mistake => [`${mistake.line} ${mistake.reason}`, mistake])).values()].slice(0, 20)

/** Our words where the library's would repeat what it found. */
const words: Partial<Record<ErrorCode, string>> = {
  BAD_COLLECTION_TYPE: 'a tag does not fit what it stands before',
  BAD_DIRECTIVE: 'a line beginning with % is no directive',
  BAD_DQ_ESCAPE: 'a backslash in double quotes means nothing there; single quotes take it as it is',
  BAD_SCALAR_START: 'a value begins with a character that YAML keeps for itself; put it in quotes',
  DUPLICATE_KEY: 'a key is given twice',
  RESOURCE_EXHAUSTION: 'it is nested too deep',
  TAG_RESOLVE_FAILED: 'a tag is not known; put a value that begins with ! in quotes',
  UNEXPECTED_TOKEN: 'something stands where YAML does not expect it; put it in quotes if it belongs to a value'
}

const reasonOf = ({ code, message }: YAMLParseError) =>
  words[code] ?? message.split('\n')[0]?.replace(/\.$/, '') ?? code
