/** Origins of web pages as people write them. */
import { webOrigin } from '@kachery-gateway/core/ids/web-origin.ts'

/** Pages that show files of kachery zones. */
export const usualOrigins = ['https://figurl.org', 'https://www.figurl.org', 'https://neurosift.app']

const most = 50

export type ReadOrigins = { ok: true; origins: string[] } | { ok: false; mistake: string }

/** `there`: those that the bucket has, which stay. */
export function readOrigins(text: string, there: readonly string[] = []): ReadOrigins {
  const written = text.split(/[\s,]+/).filter(part => part !== '')
  if (written.length === 0) return refuse('Enter at least one origin, such as https://figurl.org.')
  const wrong = written.find(part => !isOrigin(part))
  if (wrong !== undefined) return refuse(`“${wrong}” is not a web origin; enter one like https://figurl.org.`)
  const origins = [...new Set([...there, ...written.map(part => webOrigin(part) ?? part)])]
  return origins.length > most ? refuse(`A bucket takes at most ${most} origins.`) : { ok: true, origins }
}

/** An address of a page is more than an origin, and may mean another one. */
const isOrigin = (text: string) =>
  text === '*' || (webOrigin(text) !== undefined && /^https?:\/\/[^/?#@]+\/?$/i.test(text))

const refuse = (mistake: string): ReadOrigins => ({ ok: false, mistake })
