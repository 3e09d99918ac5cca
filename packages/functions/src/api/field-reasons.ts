/** What each field of a request must be, in words for the person whose program or page sent it; never what it was. */
import type * as z from 'zod'

/** `path`: as the schema has it, with dots. `reason`: goes on a sentence that begins with the field. */
export interface FieldReason {
  path: string
  reason: string
}

export const fieldReasons = ({ issues }: z.ZodError, sent: unknown): FieldReason[] =>
  issues.map(issue => ({ path: issue.path.join('.').slice(0, 100), reason: reasonOf(issue, at(sent, issue.path)) }))

/** Said by the schema itself. */
const ownWords = /^(is|has|must|isn’t) /

function reasonOf(issue: z.core.$ZodIssue, sent: unknown): string {
  if (sent === undefined) return 'is missing'
  if (ownWords.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? 'of another kind'}`
    case 'too_big':
      return `must ${amount(issue.origin, `at most ${number.format(issue.maximum)}`)}`
    case 'too_small':
      return `must ${amount(issue.origin, `${issue.inclusive === false ? 'more than' : 'at least'} ${number.format(issue.minimum)}`)}`
    case 'invalid_value':
      return `must be ${issue.values.join(' or ')}`
    default:
      return 'is not valid'
  }
}

const number = new Intl.NumberFormat('en-US')

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object'
}

function amount(origin: string, limit: string): string {
  if (origin === 'string') return `have ${limit} characters`
  return origin === 'array' ? `have ${limit} items` : `be ${limit}`
}

const at = (sent: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (Object(value) === value ? Reflect.get(Object(value), key) : undefined), sent)
