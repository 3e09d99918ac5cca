/** What a failure of a database means, and what to do: the doctor's sentences and those of the site's own test. */

export interface DatabaseTrouble {
  kind: 'full' | 'forbidden' | 'no table' | 'busy' | 'password' | 'other content' | 'away'
  /** Without a period; begins like a part of a sentence. */
  said: string
  todo: string
}

/** What was read is not what was written. */
export class OtherContent extends Error {}

/** `who`: asks the database, for a person. */
export function databaseTrouble(error: unknown, who = 'the gateway'): DatabaseTrouble {
  if (error instanceof OtherContent)
    return {
      kind: 'other content',
      said: 'what was read is not what was written',
      todo: 'test again; if it lasts, see whether two gateways use this database'
    }
  const text = textsOf(error).join(' ')
  if (/disk_full|ENOSPC/.test(text))
    return { kind: 'full', said: 'its disk is full', todo: 'make room on the disk of the data folder' }
  if (/AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken|store\.refused/.test(text))
    return {
      kind: 'forbidden',
      said: `it refuses the credentials of ${who}`,
      todo: 'deploy the stage again, which gives its role what it needs; outside AWS check the credentials'
    }
  if (/ResourceNotFound/.test(text))
    return { kind: 'no table', said: 'its table is not there', todo: 'deploy the stage again, which makes it' }
  if (/Throttl|ThroughputExceeded|RequestLimit/.test(text))
    return {
      kind: 'busy',
      said: 'it takes no more requests at the moment',
      todo: 'test again in a minute; if it lasts, look at its limits'
    }
  if (/auth/i.test(text))
    return {
      kind: 'password',
      said: 'its server does not take the user and password',
      todo: 'set MONGO_URI with the right ones'
    }
  return {
    kind: 'away',
    said: `its server does not answer ${who}`,
    todo: `see whether it runs, and lets ${who} in (Atlas: Network Access, 0.0.0.0/0)`
  }
}

/** Names, codes and messages of an error and of what caused it. */
function textsOf(error: unknown, deep = 5): string[] {
  if (!(error instanceof Error) || deep === 0) return []
  const code = 'code' in error ? String(error.code) : ''
  return [error.name, code, error.message, ...textsOf(error.cause, deep - 1)]
}
