/** What a page's address names: a client, a zone, a signature. Held to core's schemas by a test, without their weight. */
import { zoneNameRule } from '@kachery-gateway/core/ids/zone-name-rule.ts'

/** Hex, lower case. */
export const isClientId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** Of a file: SHA-1, hex, lower case; lists and links to its page have it. */
const isSha1 = (text: string): boolean => /^[0-9a-f]{40}$/.test(text)

/** Of a file: SHA-256, hex, lower case. */
export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** What the page of a file is asked for by. */
export const isFileHash = (text: string): boolean => isSha1(text) || isSha256(text)

/** Whether it looks like one; whether it is right, the gateway checks. */
export const isSignature = (text: string): boolean => /^[0-9a-f]{128}$/.test(text)

export const isZoneName = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text) && !text.includes('..')

/** The one sentence of every form and page that a name does not do for; undefined: it does. */
export const zoneNameMistake = (text: string): string | undefined =>
  isZoneName(text) ? undefined : `A zone name has ${zoneNameRule}.`

const defaultZone = 'default'

/** A query's value; the first of several. */
export function queryText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** The zone that a query names, and the default one where it names none. */
export const zoneOf = (value: string | string[] | undefined): string => queryText(value) || defaultZone
