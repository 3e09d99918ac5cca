/** Small mistakes that somebody may make in a source file: each is one place, and what would stand there instead. */
import { parseSync } from 'vite'

export interface Mutant {
  /** Of the text that goes. */
  start: number
  end: number
  text: string
  /** What it does, in a few words. */
  what: string
  line: number
}

const swapped: Record<string, string> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '+': '-',
  '-': '+',
  '&&': '||',
  '||': '&&'
}
const methods: Record<string, string> = { some: 'every', every: 'some' }

/** Far enough away to be noticed where it matters. */
const otherThan = (number: number) => (Math.abs(number) < 10 ? number + 1 : number * 2)

type Node = Record<string, unknown> & { type: string; start: number; end: number }

export function mutantsOf(source: string): Mutant[] {
  const found: Omit<Mutant, 'line'>[] = []
  const change = (start: number, end: number, text: string, what: string) => void found.push({ start, end, text, what })
  const textOf = ({ start, end }: Node) => source.slice(start, end)

  visit(parseSync('source.ts', source).program, (node, part) => {
    const test = part('test')
    if ((node.type === 'IfStatement' || node.type === 'ConditionalExpression') && test)
      change(test.start, test.end, `!(${textOf(test)})`, 'turns a condition')
    const [left, right] = [part('left'), part('right')]
    const operator = swapped[String(node.operator)]
    // Text that is put together stays text.
    const ofNumbers = !['+', '-'].includes(String(node.operator)) || !/['"`]/.test(textOf(node))
    if (/^(Binary|Logical)Expression$/.test(node.type) && left && right && operator && ofNumbers) {
      const at = left.end + source.slice(left.end, right.start).lastIndexOf(String(node.operator))
      change(at, at + String(node.operator).length, operator, `puts ${operator} for ${String(node.operator)}`)
    }
    const argument = part('argument')
    if (node.type === 'AwaitExpression' && argument) change(node.start, argument.start, '', 'drops an await')
    if (node.type === 'UnaryExpression' && node.operator === '!' && argument)
      change(node.start, argument.start, '', 'drops a not')
    if (node.type === 'Literal' && typeof node.value === 'boolean')
      change(node.start, node.end, String(!node.value), `puts ${!node.value} for ${node.value}`)
    if (node.type === 'Literal' && typeof node.value === 'number')
      change(node.start, node.end, String(otherThan(node.value)), `puts ${otherThan(node.value)} for ${node.value}`)
    const [callee, property] = [part('callee'), part('property')]
    if (node.type === 'MemberExpression' && callee === undefined && property) {
      const method = methods[textOf(property)]
      if (method !== undefined) change(property.start, property.end, method, `puts ${method} for ${textOf(property)}`)
    }
  })
  return found
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map(mutant => ({ ...mutant, line: source.slice(0, mutant.start).split('\n').length }))
}

/** Types are no code: what stands in them is passed over. */
function visit(value: unknown, see: (node: Node, part: (name: string) => Node | undefined) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, see)
  if (!isNode(value) || value.type.startsWith('TSType') || value.type.startsWith('TSInterface')) return
  see(value, name => (isNode(value[name]) ? value[name] : undefined))
  for (const each of Object.values(value)) visit(each, see)
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
