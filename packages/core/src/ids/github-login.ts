/**
 * How people write a GitHub login, and what counts as one: the same rule for a zone's users, owners and ADMINISTRATORS.
 * Labels in records and settings that older gateways wrote (user-label.ts) stay what they are. Names of the sign-in on one
 * machine have dots, too. Runs in browsers.
 */
import { loginKey } from './login-key.ts'

/** `reason`: goes on a sentence about what was written. */
export type ReadLogin = { login: string } | { reason: string }

const shape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,38}$/
/** Of a person at github.com or at a company's GitHub. */
const profile = /^(?:https?:\/\/)?(?:[a-z0-9-]+\.)*github\.[a-z0-9.-]+\/([^/?#]+)\/?(?:[?#].*)?$/i

/** Takes `ann`, `@ann` and the address of a profile. */
export function readLogin(text: string): ReadLogin {
  const written = text.trim()
  const login = (profile.exec(written)?.[1] ?? written).replace(/^@/, '')
  if (shape.test(login)) return { login }
  if (login === '') return { reason: 'is empty' }
  if (login.includes('/')) return { reason: 'is not the address of a GitHub profile' }
  if (/^\S+@\S+$/.test(login)) return { reason: 'is an e-mail address, not a GitHub login' }
  if (/\s/.test(login)) return { reason: 'has a space, which no GitHub login has; separate logins with commas' }
  if (login.length > 39) return { reason: 'is longer than 39 characters, the most that a GitHub login has' }
  return { reason: 'is not a GitHub login, which has letters without accents, digits and hyphens' }
}

/** A list as people paste it, each login once. Throws nothing: `mistake` is a sentence about the first that is none. */
export function readLogins(text: string): { logins: string[]; mistake?: string } {
  const logins = new Map<string, string>()
  for (const part of text.split(/[,;\r\n\t]+/).filter(part => part.trim() !== '')) {
    const read = readLogin(part)
    if ('reason' in read) return { logins: [], mistake: `“${part.trim()}” ${read.reason}.` }
    if (!logins.has(loginKey(read.login))) logins.set(loginKey(read.login), read.login)
  }
  return { logins: [...logins.values()] }
}
