/**
 * Both digests of content that was verified in a zone, by either of them. It is a fact about bytes and stays true: whether they
 * are there, and who may know of it, is asked of their SHA-1 (docs/decisions/0220-uploads-in-parts-are-read-once-for-both-hashes.md).
 */
import * as z from 'zod'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { ContentHash, Sha256, sha1In, sha256In, type UploadHash } from '../ids/content-hash.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'

type Deps = Pick<GatewayDeps, 'registry'>

export const Digests = z.object({ sha1: ContentHash, sha256: Sha256 })
export type Digests = z.infer<typeof Digests>

const keyOf = ({ name }: Pick<Zone, 'name'>, hash: UploadHash) => ({ kind: 'digests', zone: name, id: hash }) as const

/** undefined: nothing of that digest was verified here by both. */
export async function knownDigests({ registry }: Deps, zone: Zone, hash: UploadHash): Promise<Digests | undefined> {
  const key = keyOf(zone, hash)
  const entry = await registry.get(key)
  return entry?.state === 'present' ? readRecord(Digests, key, entry.value) : undefined
}

/** What is known of bytes by one of their digests: that one at least. */
export async function digestsBy(deps: Deps, zone: Zone, hash: UploadHash): Promise<Partial<Digests>> {
  return (await knownDigests(deps, zone, hash)) ?? defined({ sha1: sha1In(hash), sha256: sha256In(hash) })
}

/**
 * The SHA-1 by which files are asked for. Where none is known of a SHA-256 it is one that nobody has: who may not read a file is
 * answered after the same questions as where there is none.
 */
export async function sha1To(deps: Deps & Pick<GatewayDeps, 'randomHex'>, zone: Zone, hash: UploadHash) {
  const sha1 = sha1In(hash) ?? (await knownDigests(deps, zone, hash))?.sha1
  return sha1 ?? nobodysHash(deps)
}

/** Of no file: what nobody has is asked for as what is there. */
export const nobodysHash = ({ randomHex }: Pick<GatewayDeps, 'randomHex'>): ContentHash =>
  ContentHash.parse(randomHex(20))

/**
 * Of content that was verified. May be repeated. False: other bytes have one of the two digests, so that these were made to
 * collide with them.
 */
export async function noteDigests({ registry }: Deps, zone: Zone, digests: Digests): Promise<boolean> {
  const written = await Promise.all(
    [digests.sha1, digests.sha256].map(async hash => {
      const key = keyOf(zone, hash)
      const { created, entry } = await registry.create(key, digests)
      return created ? digests : readRecord(Digests, key, entry.value)
    })
  )
  return written.every(({ sha1, sha256 }) => sha1 === digests.sha1 && sha256 === digests.sha256)
}
