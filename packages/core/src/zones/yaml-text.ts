/**
 * YAML that people write, read so that a mistake is told with its line and with nothing of what stands there: the text
 * may hold a secret, and whoever is refused reads the sentence.
 */
import { constructFromEvents, type Event, parseEvents, YAMLException } from 'js-yaml'
import { type YamlNode, yamlTree } from './yaml-tree.ts'

type ReadYaml =
  /** `tree`: where in the text everything stands; undefined: there is nothing. `lineAt`: of an offset, from 1. */
  | { ok: true; value: unknown; tree(): YamlNode | undefined; lineAt(offset: number): number }
  | { ok: false; line: number; reason: string }

const limits = { maxDepth: 50, maxAliases: 100 }

/** `mostNodes`: of values, keys, lists and maps together; it takes 1 µs or more to make one. */
export function readYaml(text: string, mostNodes = Number.POSITIVE_INFINITY): ReadYaml {
  const lineAt = (offset: number) => text.slice(0, Math.max(0, offset)).split('\n').length
  try {
    const events: Event[] = parseEvents(text, { maxDepth: limits.maxDepth })
    if (events.length > mostNodes) return { ok: false, line: 1, reason: `it holds more than ${mostNodes} values` }
    const documents = constructFromEvents(events, { source: text, maxAliases: limits.maxAliases })
    if (documents.length > 1) return { ok: false, line: 1, reason: 'it holds more than one document' }
    return { ok: true, value: documents[0] ?? null, tree: () => yamlTree(text, events), lineAt }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    return { ok: false, line: (error.mark?.line ?? 0) + 1, reason: reasonOf(error.reason) }
  }
}

/** Our words: the library's repeat what it found. */
const words: [found: RegExp, reason: string][] = [
  [/duplicated mapping key/, 'a key is given twice'],
  [/\btabs?\b/, 'a tab is no indentation; use spaces'],
  [/alias|anchor/, 'an alias leads nowhere, or there are too many; put values that begin with * or & in quotes'],
  [/escape|hexadecimal/, 'a backslash in double quotes means nothing there; single quotes take it as it is'],
  [/directive/, 'a line beginning with % is no directive'],
  [/\btag\b/, 'a tag is not known; put a value that begins with ! in quotes'],
  [/nesting/, 'it is nested too deep'],
  [/indentation/, 'a line is indented too much or too little'],
  [/missed comma/, 'a comma is missing between values in brackets'],
  [/within a flow collection/, 'a bracket or brace is not closed'],
  [/quoted scalar/, 'a quote is not closed'],
  [/printable|null byte|JSON character/, 'there is a character that is not printable'],
  [/complex keys/, 'a key is no text'],
  [/single document/, 'it holds more than one document']
]

const reasonOf = (found: string) =>
  words.find(([pattern]) => pattern.test(found))?.[1] ??
  'something stands where YAML does not expect it; put it in quotes if it belongs to a value'
