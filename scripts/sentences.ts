/**
 * `npm run sentences`: every sentence that people read in the site, in errors, in the terminal and in alarms, with its
 * place, to be read in one go. tests/docs/sentences.test.ts holds the rules.
 */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

export interface Sentence {
  /** `file:line` */
  at: string
  text: string
}

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = [
  'packages/{core,functions,local,operator}/src/**/*.ts',
  'packages/web/src/**/*.{ts,tsx}',
  'stacks/*.ts'
]
const notRead = /\.(test|contract|d)\.tsx?$/

export const allSentences = (): Sentence[] =>
  globSync(sources, { cwd: root })
    .filter(file => !notRead.test(file))
    .toSorted()
    .flatMap(file => sentencesOf(file, readFileSync(`${root}${file}`, 'utf8')))

interface Node {
  type: string
  start: number
}
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string'

/** Of texts in the code and of the site's elements; `{…}` stands for what is filled in. */
export function sentencesOf(file: string, source: string): Sentence[] {
  const found: Sentence[] = []
  const add = ({ start }: Node, text: string) => {
    const at = `${file}:${source.slice(0, start).split('\n').length}`
    for (const sentence of split(text)) if (isProse(sentence)) found.push({ at, text: sentence })
  }
  const visit = (node: Node): void => {
    if (/^(Import|ExportAll|ExportNamed)/.test(node.type) && Reflect.get(node, 'source') !== null) return
    const text = textOf(node)
    if (text !== undefined) add(node, text)
    for (const child of childrenOf(node)) if (child.type !== 'JSXText') visit(child)
  }
  visit(parseSync(file, source).program)
  return found
}

/** undefined: it has no words of its own. */
function textOf(node: Node): string | undefined {
  switch (node.type) {
    case 'Literal': {
      const value: unknown = Reflect.get(node, 'value')
      return typeof value === 'string' ? value : undefined
    }
    case 'TemplateLiteral':
      return listOf(node, 'quasis')
        .map(quasi => String(Object(Reflect.get(quasi, 'value')).cooked))
        .join('{…}')
    case 'JSXElement':
    case 'JSXFragment': {
      const children = listOf(node, 'children')
      const hasWords = children.some(
        child => child.type === 'JSXText' && /\p{L}/u.test(String(Reflect.get(child, 'value')))
      )
      return hasWords ? children.map(inElement).join('') : undefined
    }
    default:
      return undefined
  }
}

function inElement(child: Node): string {
  if (child.type === 'JSXText') return String(Reflect.get(child, 'value'))
  const expression: unknown = Reflect.get(child, 'expression')
  const inner = isNode(expression) ? expression : child
  return (inner.type === 'Literal' || inner.type.startsWith('JSX') ? textOf(inner) : undefined) ?? '{…}'
}

const listOf = (node: Node, name: string): Node[] => {
  const list: unknown = Reflect.get(node, name)
  return Array.isArray(list) ? list.filter(isNode) : []
}

const childrenOf = (node: Node): Node[] =>
  Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)

const split = (text: string): string[] =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(?<=[.!?]) (?=[\p{Lu}"“])/u)

/** Words one after the other, rather than code, a path or a query. */
const isProse = (text: string): boolean =>
  /(\p{L}{2,}|\{…\})[,;:’']? (\p{L}+|\{…\}) \p{L}+/u.test(text) &&
  !/[<>=]|^(INSERT|SELECT|CREATE|DELETE|UPDATE|PRAGMA) /.test(text)

if (import.meta.main) for (const { at, text } of allSentences()) console.log(`${at}  ${text}`)
