/** Origins of web pages as people write them: one a line. */

/** Pages that show files of kachery zones. */
export const usualOrigins = ['https://figurl.org', 'https://www.figurl.org', 'https://neurosift.app']

const most = 50

export type ReadOrigins = { ok: true; origins: string[] } | { ok: false; mistake: string }

export function readOrigins(text: string): ReadOrigins {
  const origins = [...new Set(text.split(/[\s,]+/).filter(part => part !== ''))]
  if (origins.length === 0) return refuse('Write at least one, such as https://figurl.org.')
  if (origins.length > most) return refuse(`A bucket takes at most ${most} of them.`)
  const wrong = origins.find(origin => origin !== '*' && originOf(origin) !== origin)
  if (wrong === undefined) return { ok: true, origins }
  const meant = originOf(wrong)
  return refuse(
    meant === undefined
      ? `${wrong} is no origin: write it like https://figurl.org.`
      : `${wrong} is more than an origin: write ${meant}.`
  )
}

const refuse = (mistake: string): ReadOrigins => ({ ok: false, mistake })

/** undefined: it has none. */
function originOf(text: string): string | undefined {
  const origin = URL.parse(text)?.origin
  return origin === 'null' ? undefined : origin
}
