/**
 * YAML that people write, read so that a mistake is told with its line and with nothing of what stands there: the text
 * may hold a secret, and whoever is refused reads the sentence.
 */
import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isMap,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type YAMLParseError
} from 'yaml'
import { runAtOnce, type Steps } from '../steps.ts'

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

export interface YamlLimits {
  /** And signs: every lexeme. */
  words: number
  /** Aliases times words: the library looks for each alias through the whole document. */
  aliasedWords: number
}

/** Of brackets and braces; the library gives up a little later, after it has built them all. */
const mostNested = 100

/** Each that means nothing is a mistake of its own, and slow to make. */
const mostDirectives = 100

/** `limits`: none for what an operator wrote. */
export function* readingYaml(text: string, limits?: YamlLimits): Steps<ReadYaml> {
  const lines = new LineCounter()
  const lineAt = (offset: number) => lines.linePos(offset).line
  try {
    const tokens = yield* tokensOf(text, limits, lines)
    if (!Array.isArray(tokens)) return refuse({ line: lineAt(tokens.offset), reason: tokens.reason })
    yield true
    const [document, another] = composed(tokens, text.length)
    yield true
    const [first, ...others] = distinct([
      ...document.errors.slice(0, 1000).map(error => ({ line: lineAt(error.pos[0]), reason: reasonOf(error) })),
      ...(another === undefined ? [] : [{ line: lineAt(another.range[0]), reason: 'it holds more than one document' }]),
      ...keysGivenTwice(document, lineAt)
    ])
    if (first !== undefined) return refuse(first, ...others)
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }), document, lineAt }
  } catch {
    const reason = 'an alias leads nowhere or too far, or it is nested too deep; put values that begin with * in quotes'
    return refuse({ line: 1, reason })
  }
}

/** The same, all at once. */
export const readYaml = (text: string): ReadYaml => runAtOnce(readingYaml(text))

const refuse = (...mistakes: [YamlMistake, ...YamlMistake[]]): ReadYaml => ({ ok: false, mistakes })

/** All tokens, or why there are none. */
function* tokensOf(
  text: string,
  limits: YamlLimits | undefined,
  lines: LineCounter
): Steps<CST.Token[] | { offset: number; reason: string }> {
  const tokens: CST.Token[] = []
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  let [count, aliases, directives, depth] = [0, 0, 0, 0]
  for (const lexeme of new Lexer().lex(text)) {
    count++
    if (lexeme.startsWith('*')) aliases++
    if (lexeme.startsWith('%')) directives++
    if (lexeme === '[' || lexeme === '{') depth++
    if (lexeme === ']' || lexeme === '}') depth--
    if (directives > mostDirectives) return { offset: parser.offset, reason: words.BAD_DIRECTIVE }
    if (depth > mostNested) return { offset: parser.offset, reason: words.RESOURCE_EXHAUSTION }
    if (limits !== undefined && count > limits.words)
      return { offset: 0, reason: `it holds more than ${limits.words} words and signs` }
    if (limits !== undefined && aliases * count > limits.aliasedWords)
      return { offset: 0, reason: 'it holds too many aliases; put values that begin with * in quotes' }
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error') return { offset: token.offset, reason: words.UNEXPECTED_TOKEN }
      tokens.push(token)
    }
    if (count % 50 === 0) yield false
  }
  yield true
  for (const token of parser.end()) {
    if (token.type === 'error') return { offset: token.offset, reason: words.UNEXPECTED_TOKEN }
    tokens.push(token)
  }
  return tokens
}

/** The first document, and the second where there are more. */
function composed(tokens: CST.Token[], end: number): [Document.Parsed, Document.Parsed | undefined] {
  // Each mistake is an Error: a thousand traces of their stack take longer than everything else, and nobody sees them.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    // The library's own look for keys given twice takes minutes for a megabyte of keys.
    const options = { prettyErrors: false, stringKeys: true, uniqueKeys: false }
    const documents = new Composer(options).compose(tokens, true, end)
    const [first, second] = [documents.next(), documents.next()]
    if (first.done === true) throw new Error('there is always a document')
    return [first.value, second.done === true ? undefined : second.value]
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Without the library's visit(), which keeps the way to each node: that of a thousand brackets in one another is long. */
function keysGivenTwice(document: Document.Parsed, lineAt: (offset: number) => number): YamlMistake[] {
  const lines: number[] = []
  const waiting: unknown[] = [document.contents]
  while (waiting.length > 0) {
    const node = waiting.pop()
    if (isSeq(node)) for (const item of node.items) waiting.push(item)
    if (!isMap(node)) continue
    const keys = new Set<unknown>()
    for (const { key, value } of node.items) {
      const name = scalarOf(key)
      if (name !== undefined && keys.has(name.value)) lines.push(lineAt(name.offset))
      keys.add(name?.value)
      waiting.push(key, value)
    }
  }
  return lines.sort((a, b) => a - b).map(line => ({ line, reason: 'a key is given twice' }))
}

function scalarOf(key: unknown): { value: unknown; offset: number } | undefined {
  if (typeof key !== 'object' || key === null || !('value' in key) || !('range' in key)) return undefined
  return { value: key.value, offset: Array.isArray(key.range) ? Number(key.range[0]) : 0 }
}

const distinct = (mistakes: YamlMistake[]) =>
  [...new Map(mistakes.map(mistake => [`${mistake.line} ${mistake.reason}`, mistake])).values()].slice(0, 20)

/** Our words where the library's would repeat what it found. */
const words = {
  BAD_COLLECTION_TYPE: 'a tag does not fit what it stands before',
  BAD_DIRECTIVE: 'a line beginning with % is no directive',
  BAD_DQ_ESCAPE: 'a backslash in double quotes means nothing there; single quotes take it as it is',
  BAD_SCALAR_START: 'a value begins with a character that YAML keeps for itself; put it in quotes',
  DUPLICATE_KEY: 'a key is given twice',
  RESOURCE_EXHAUSTION: 'it is nested too deep',
  TAG_RESOLVE_FAILED: 'a tag is not known; put a value that begins with ! in quotes',
  UNEXPECTED_TOKEN: 'something stands where YAML does not expect it; put it in quotes if it belongs to a value'
} satisfies Partial<Record<ErrorCode, string>>
const wordsOf: Partial<Record<ErrorCode, string>> = words

const reasonOf = ({ code, message }: YAMLParseError) =>
  wordsOf[code] ?? message.split('\n')[0]?.replace(/\.$/, '') ?? code
