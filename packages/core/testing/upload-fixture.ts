/** One file on its way into the default zone, step by step: what tests of uploads are told in. */

import type { InitiateUploadResult } from '../src/files/initiate-upload.ts'
import { contentKey } from '../src/files/keys.ts'
import type { ContentHash } from '../src/ids/content-hash.ts'
import { finalizeUpload, findFile, initiateUpload } from './operations.ts'
import { facts, hashOf, testGateway, user, zoneName } from './test-gateway.ts'

export const zone = zoneName('default')
export const bytes = Buffer.from('the right bytes')
export const wrong = Buffer.from('the wrong bytes')
export const hash = hashOf(bytes)
export const ann = user('ann')
export const place = contentKey({ directory: '' }, hash)

export type Gateway = Awaited<ReturnType<typeof openGateway>>

export async function openGateway(options: Parameters<typeof testGateway>[0] = {}) {
  const gateway = testGateway(options)
  await gateway.settings('default', 'allowPublicUpload: true\nauthorizedUsers: []')
  return gateway
}

export function keyOf(result: InitiateUploadResult): string {
  if (result.outcome !== 'upload') throw new Error(`unexpected ${result.outcome}`)
  return result.objectKey
}

export const initiate = (gateway: Gateway, of: ContentHash = hash, size = bytes.length) =>
  initiateUpload(gateway.deps, ann, { zone, hash: of, size })

export const finalize = (gateway: Gateway, objectKey: string, size = bytes.length, of: ContentHash = hash) =>
  finalizeUpload(gateway.deps, ann, { zone, hash: of, size, objectKey }, facts)

/** initiate and the client's PUT */
export async function upload(gateway: Gateway, content: Uint8Array = bytes): Promise<string> {
  const objectKey = keyOf(await initiate(gateway))
  await gateway.buckets.default.put(objectKey, content)
  return objectKey
}

export const found = async (gateway: Gateway) => (await findFile(gateway.deps, ann, { zone, hash })).found

export const leftovers = (gateway: Gateway) =>
  [...gateway.buckets.default.objects.keys()].filter(key => key.startsWith('uploads/'))
