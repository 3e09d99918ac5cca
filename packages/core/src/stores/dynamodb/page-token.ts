/**
 * Where the next page of a listing begins: behind the last record of this one. A token goes through strangers' hands,
 * so it holds nothing that the page had not, is checked when it comes back, and can only move the place within the
 * listing that is asked for (kind, zone and owner come from the request, never from the token).
 */
import { errors } from '../../errors.ts'
import type { RecordKey } from '../registry.ts'

/** Characters. The longest real one: 2 names of 1000 bytes, each up to 6 characters of JSON, in base64. */
const maxLength = 17_000

interface PagePosition {
  zone: string | undefined
  id: string
}

export const pageToken = ({ zone, id }: Pick<RecordKey, 'zone' | 'id'>): string =>
  Buffer.from(JSON.stringify([zone ?? null, id])).toString('base64url')

/** Throws `request.invalid` for what pageToken did not make. */
export function readPageToken(token: string): PagePosition {
  const position = token.length > maxLength ? undefined : decode(token)
  // Buffers read base64 leniently; only the one spelling that we write is ours.
  if (position === undefined || pageToken(toKeyParts(position)) !== token) throw foreignToken()
  return position
}

export const foreignToken = () => errors.badRequest('`after` is not the `next` of an earlier page of this listing')

const toKeyParts = ({ zone, id }: PagePosition) => (zone === undefined ? { id } : { zone, id })

function decode(token: string): PagePosition | undefined {
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    return undefined
  }
  if (!Array.isArray(json) || json.length !== 2) return undefined
  const [zone, id]: unknown[] = json
  if ((zone !== null && typeof zone !== 'string') || typeof id !== 'string') return undefined
  return { zone: zone ?? undefined, id }
}
