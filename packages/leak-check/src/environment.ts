/** The secrets that a gateway is given by its environment, by the names of docs/configuration.md and of the stack. */

import type { Kind } from './secret.ts'
import { fromJson } from './sent.ts'
import { know } from './watch.ts'

const kinds: Record<string, Kind> = {
  GITHUB_CLIENT_SECRET: 'GitHub client secret',
  RECAPTCHA_SECRET_KEY: 'reCAPTCHA secret',
  AWS_SECRET_ACCESS_KEY: 'storage key',
  AWS_SESSION_TOKEN: 'AWS session token',
  ORIGIN_SECRET: 'origin secret',
  SESSION_KEY: 'gateway key',
  ENCRYPTION_KEY: 'gateway key'
}

export function givenByEnvironment(variables: Record<string, string | undefined>): void {
  for (const [name, value = ''] of Object.entries(variables)) {
    const kind = kinds[name]
    if (kind === 'gateway key') knowKey(value)
    else if (kind !== undefined) know(kind, value)
    else if (name === 'GATEWAY_CONFIG') fromJson(value)
    else if (name === 'MONGO_URI') knowPassword(value)
  }
}

/** 32 bytes, hex or base64 as they are kept; found in each other form, too. */
export function knowKey(text: string): void {
  know('gateway key', text)
  know('gateway key', Buffer.from(text, /^[0-9a-f]+$/.test(text) ? 'hex' : 'base64'))
}

function knowPassword(uri: string): void {
  const password = /^[^:]*:\/\/[^:@]*:(.*)@/s.exec(uri)?.[1] ?? ''
  know('database password', password)
  try {
    know('database password', decodeURIComponent(password))
  } catch {
    // One that is written wrong is looked for as it is.
  }
}
