/** Templates as they are agreed on in snapshots/: what stands in them, as text that is short enough to review. */

type Json = Record<string, unknown>

const isBranch = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Without hashes of bundles, which change with every line of code, without what SST adds for its console, and without the stage's name. */
export function plain(template: Json, stage: string): Json {
  const { Resources, Outputs } = JSON.parse(withoutNames(JSON.stringify(template), stage))
  delete Outputs?.SSTMetadata
  // Deployments ignore it.
  for (const resource of Object.values<Json>(Resources)) delete resource.Metadata
  return Outputs === undefined ? { Resources } : { Resources, Outputs }
}

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
