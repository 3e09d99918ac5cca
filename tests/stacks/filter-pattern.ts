/** Filter patterns of CloudWatch Logs for JSON, as far as ours use them: equality with wildcards, `&&`, `||`, brackets. */

/** Throws where a pattern has more than that. */
export function matches(pattern: string, line: Record<string, unknown>): boolean {
  const tokens = pattern.match(/[()]|&&|\|\||\$\.\w+|"[^"]*"|=|\S+/g) ?? []
  const take = (...wanted: string[]) => {
    const token = tokens.shift() ?? ''
    if (wanted.length > 0 && !wanted.includes(token)) throw new Error(`"${token}" in the filter pattern ${pattern}`)
    return token
  }
  function either(): boolean {
    let result = both()
    while (tokens[0] === '||') {
      take()
      result = both() || result
    }
    return result
  }
  function both(): boolean {
    let result = one()
    while (tokens[0] === '&&') {
      take()
      result = one() && result
    }
    return result
  }
  function one(): boolean {
    if (tokens[0] === '(') {
      take()
      const result = either()
      take(')')
      return result
    }
    const field = take()
    take('=')
    const value = JSON.parse(take())
    if (!field.startsWith('$.') || typeof value !== 'string')
      throw new Error(`${field} in the filter pattern ${pattern}`)
    const found = line[field.slice(2)]
    return found !== undefined && new RegExp(`^${value.split('*').map(RegExp.escape).join('.*')}$`).test(String(found))
  }
  take('{')
  const result = either()
  take('}')
  return result
}
