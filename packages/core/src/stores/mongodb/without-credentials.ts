/** What a driver's error says, without what lets one into the database: causes end up in logs. */

/** A plain error with the name and message of `error`, free of `uri`, its user and its password. */
export function withoutCredentials(error: unknown, uri: string): Error {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error'
  return new Error(secretsOf(uri).reduce((text, secret) => text.replaceAll(secret, '***'), said))
}

/** Longest first, so that a secret that contains another one goes as a whole. */
function secretsOf(uri: string): string[] {
  const credentials = /^[^:]*:\/\/(.*)@/s.exec(uri)?.[1]
  if (credentials === undefined) return [uri]
  const colon = credentials.indexOf(':')
  const parts = colon < 0 ? [credentials] : [credentials.slice(0, colon), credentials.slice(colon + 1)]
  const secrets = [uri, credentials, ...parts, ...parts.map(decoded)]
  return [...new Set(secrets)].filter(secret => secret !== '').sort((a, b) => b.length - a.length)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
