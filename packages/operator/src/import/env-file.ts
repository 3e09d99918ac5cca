/** A file of variables as dotenv, `vercel env pull` and shells write it: NAME=value, NAME='…' and NAME="…" over lines. */

const Quoted = { "'": /^'([^']*(?:'\\''[^']*)*)'/, '"': /^"((?:[^"\\]|\\[\s\S])*)"/ } as const
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** A variable that is there twice is the last one. What is no assignment is passed over. */
export function readEnvFile(text: string): Map<string, string> {
  const variables = new Map<string, string>()
  let rest = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  while (rest !== '') {
    const [head, name] = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*/.exec(rest) ?? []
    if (head !== undefined && name !== undefined) {
      const [value, length] = valueAt(rest.slice(head.length))
      variables.set(name, value)
      rest = rest.slice(head.length + length)
    }
    const end = rest.indexOf('\n')
    rest = end < 0 ? '' : rest.slice(end + 1)
  }
  return variables
}

function valueAt(text: string): [value: string, length: number] {
  const quote = text[0]
  const [all, inside] = (quote === '"' || quote === "'" ? Quoted[quote].exec(text) : undefined) ?? []
  if (all === undefined || inside === undefined) {
    const [line = ''] = /^[^\n]*/.exec(text) ?? []
    return [line.replace(/(^|\s)#.*$/, '').trim(), line.length]
  }
  const value =
    quote === "'"
      ? inside.replaceAll("'\\''", "'")
      : inside.replace(/\\([\s\S])/g, (_, letter: string) => escapes[letter] ?? letter)
  return [value, all.length]
}

/** For a shell, and for `readEnvFile`. */
export const envFileText = (variables: ReadonlyMap<string, string>): string =>
  [...variables].map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'\n`).join('')
