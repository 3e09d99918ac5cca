/** Templates as they are agreed on in snapshots/: what stands in them, as text that is short enough to review. */

type Json = Record<string, unknown>

const isBranch = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Without hashes of bundles, which change with every line of code, without what SST adds for its console, and without the stage's name. */
export function plain(template: Json, stage: string): Json {
  const { Resources, Outputs } = JSON.parse(withoutNames(JSON.stringify(template), stage))
  delete Outputs?.SSTMetadata
  // Deployments ignore it.
  for (const resource of Object.values<Json>(Resources)) delete resource.Metadata
  return inShort(Outputs === undefined ? { Resources } : { Resources, Outputs })
}

/**
 * The same with less around it: a resource by its name and type, tags and policies by their names, a policy as its statements,
 * and what CloudFormation puts into a text as Fn::Sub writes it.
 */
function inShort({ Resources, ...others }: Json): Json {
  const resources = Object.entries<Json>(Object(Resources)).map(([name, { Type, Properties, ...attributes }]) => [
    `${name} ${Type}`,
    short({ ...Object(Properties), ...mapped(attributes, (attribute, value) => [`.${attribute}`, value]) })
  ])
  return { Resources: Object.fromEntries(resources), ...mapped(others, (name, value) => [name, short(value)]) }
}

function short(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', '${!')
  if (!isBranch(value)) return value
  if (Array.isArray(value)) {
    const byName = byNameOf(value, 'PolicyName', 'PolicyDocument') ?? byNameOf(value, 'Key', 'Value')
    return byName === undefined ? value.map(short) : short(byName)
  }
  if (isOf(value, 'Statement', 'Version') && value.Version === '2012-10-17') return short(value.Statement)
  return substituted(value) ?? mapped(value, (name, each) => [name, short(each)])
}

/** undefined: it is no text that CloudFormation puts together. */
function substituted(value: Json): string | undefined {
  const [[name, given] = [], another] = Object.entries(value)
  if (another !== undefined) return undefined
  if (name === 'Ref') return `\${${given}}`
  if (name === 'Fn::ImportValue' && typeof given === 'string') return `\${import ${given}}`
  if (!Array.isArray(given)) return undefined
  if (name === 'Fn::GetAtt') return `\${${given.join('.')}}`
  const parts = name === 'Fn::Join' && given[0] === '' && Array.isArray(given[1]) ? given[1].map(short) : []
  return parts.length > 0 && parts.every(part => typeof part === 'string') ? parts.join('') : undefined
}

/** undefined: not all of them have a name of their own and nothing else. */
function byNameOf(list: unknown[], name: string, value: string): Json | undefined {
  const each = list.filter(isBranch).filter(one => isOf(one, name, value))
  const byName = Object.fromEntries(each.map(one => [one[name], one[value]]))
  return list.length > 0 && Object.keys(byName).length === list.length ? byName : undefined
}

const isOf = (value: Json, ...names: string[]) =>
  Object.keys(value).length === names.length && names.every(name => name in value)
const mapped = (value: Json, entry: (name: string, each: unknown) => [string, unknown]): Json =>
  Object.fromEntries(Object.entries(value).map(([name, each]) => entry(name, each)))

function withoutNames(text: string, stage: string): string {
  const named = `(?<=kachery-gateway[-/]|Kachery gateway )${stage}\\b|(?<![\\w-])${stage}(?=-kachery-gateway)`
  return text
    .replace(/[0-9a-f]{64}\.(zip|json)/g, '<asset>.$1')
    .replace(/"version":"[0-9a-f]{32}"/g, '"version":"<site>"')
    .replaceAll(`"${stage}"`, '"<stage>"')
    .replace(new RegExp(named, 'g'), '<stage>')
}

/**
 * What makes `other` of `base`: by path, what stands there instead, null for what is gone. A list of another length
 * stands there whole.
 */
export function differences(base: unknown, other: unknown, path = ''): Json {
  if (JSON.stringify(base) === JSON.stringify(other)) return {}
  const alike =
    isBranch(base) &&
    isBranch(other) &&
    Array.isArray(base) === Array.isArray(other) &&
    !(Array.isArray(base) && Array.isArray(other) && base.length !== other.length)
  if (!alike) return { [path]: other ?? null }
  const names = new Set([...Object.keys(base), ...Object.keys(other)])
  return Object.assign({}, ...[...names].map(name => differences(base[name], other[name], `${path}/${name}`)))
}

/** JSON, with whatever fits into a line of 140 characters on one. `taken`: characters before it on its line. */
export function compact(value: unknown, indent = '', taken = 0): string {
  const line = onOneLine(value)
  if (!isBranch(value) || indent.length + taken + line.length < 140) return line
  const inner = `${indent} `
  const lines = Array.isArray(value)
    ? value.map(each => inner + compact(each, inner))
    : Object.entries(value).map(([name, each]) => {
        const key = `${JSON.stringify(name)}: `
        return inner + key + compact(each, inner, key.length)
      })
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (!isBranch(value)) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}: ${onOneLine(each)}`)
    .join(', ')}}`
}
