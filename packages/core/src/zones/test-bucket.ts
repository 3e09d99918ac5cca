/**
 * The connection test of a bucket: each thing that the gateway does there, once, with what came of it and, where it
 * failed, what to do. It leaves nothing behind.
 */
import { GatewayError } from '../errors.ts'
import { siteErrors } from '../site-errors.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { zoneKey } from './keys.ts'
import { testFolder, testObjectKey } from './test-object.ts'
import { obeysAdvice } from './unsigned-headers.ts'

export interface TestStep {
  step: 'write' | 'read' | 'list' | 'sign' | 'headers' | 'delete'
  ok: boolean
  message: string
  /** ms */
  elapsed: number
}

interface TestDeps {
  now(): number
  randomHex(bytes: number): string
}

/** What depends on a step that failed is not tried. */
export async function testBucket(
  deps: TestDeps,
  bucket: ObjectStore,
  directory: string
): Promise<{ ok: boolean; steps: TestStep[] }> {
  const key = testObjectKey({ directory }, deps)
  const text = `kachery gateway connection test ${deps.randomHex(8)}`
  const steps: TestStep[] = []
  let reached = true

  async function step(name: TestStep['step'], work: () => Promise<string>): Promise<boolean> {
    const began = deps.now()
    const { ok, message } = await work().then(
      message => ({ ok: true, message }),
      error => {
        reached &&= !isOutOfReach(error)
        return { ok: false, message: adviceOn(error, name) }
      }
    )
    steps.push({ step: name, ok, message, elapsed: deps.now() - began })
    return ok
  }

  const written = await step('write', async () => {
    await bucket.put(key, new TextEncoder().encode(text), { contentType: 'text/plain' })
    return 'A test file was written.'
  })
  if (written) {
    await step('read', async () => {
      const content = await bucket.get(key, 1_000)
      const found = new TextDecoder().decode(content?.bytes)
      if (/^\s*<(!doctype|html)/i.test(found)) throw new NoStore()
      if (found !== text) throw new Error('other content')
      return 'It was read back as it was written.'
    })
    await step('sign', async () => {
      await bucket.presignGet(key, 60)
      return 'Download links can be signed.'
    })
    await step('headers', async () => {
      const obeyed = await bucket.obeysUnsigned(key)
      if (obeyed.length > 0) throw new UnsafeBucket(obeysAdvice(bucket.uri, obeyed))
      return 'Upload links take no headers that nobody signed.'
    })
  }
  if (reached) {
    await step('list', async () => {
      await bucket.list(zoneKey({ directory }, testFolder), { limit: 1 })
      return 'The bucket can be listed, which jobs need.'
    })
  }
  if (written) {
    await step('delete', async () => {
      await bucket.remove(key)
      return 'The test file was deleted.'
    })
  }
  return { ok: steps.every(({ ok }) => ok), steps }
}

/** Whether the store gave no answer at all: each further call would take its whole time limit, too. */
const isOutOfReach = (error: unknown) =>
  error instanceof GatewayError &&
  error.code === 'store.unavailable' &&
  error.cause instanceof Error &&
  !('status' in error.cause)

/** A call that this store doesn't offer, as MinIO doesn't offer CORS rules of a bucket. */
export const isNotOffered = (error: unknown): boolean =>
  error instanceof GatewayError && error.cause instanceof Error && error.cause.name === 'NotImplemented'

/** For administrators, who can mend it. */
export function throwBucketAway(zone: string, error: unknown): never {
  if (!(error instanceof GatewayError) || !/^store\.(unavailable|refused)$/.test(error.code)) throw error
  throw siteErrors.bucketAway(zone, adviceOn(error, 'read'), error)
}

class UnsafeBucket extends Error {}
class NoStore extends Error {}

const noStore = 'What answers at this address is not an S3 store, perhaps a web page or a proxy; check the endpoint.'

const permissions: Record<TestStep['step'], string> = {
  write: 's3:PutObject',
  read: 's3:GetObject',
  sign: 's3:GetObject',
  headers: 's3:PutObject, s3:GetObject and s3:DeleteObject',
  list: 's3:ListBucket',
  delete: 's3:DeleteObject'
}

/** By the store's own name of what went wrong; nothing of what was sent. */
function adviceOn(error: unknown, step: TestStep['step']): string {
  if (error instanceof UnsafeBucket) return error.message
  if (error instanceof NoStore) return noStore
  const cause = error instanceof GatewayError && error.cause instanceof Error ? error.cause : undefined
  const name = cause?.name ?? ''
  if (name === 'EndpointNotPublic') {
    return 'The endpoint is not a public https address; this gateway connects to no other for buckets that are added here.'
  }
  const status = cause !== undefined && 'status' in cause ? cause.status : undefined
  if (isNotOffered(error)) return 'This store doesn’t offer this call (NotImplemented); the gateway can’t do it here.'
  // What speaks S3 names its errors, in XML.
  if (name === 'UnknownError' && status !== undefined) return noStore
  if (/NoSuchBucket|NotFound/.test(name)) {
    return 'The store has no bucket with this name; check the name, the region and the endpoint.'
  }
  if (/InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|AuthorizationHeaderMalformed/.test(name)) {
    return `The store does not accept the credentials (${name}); check accessKeyId, secretAccessKey and the region.`
  }
  if (/AccessDenied|Forbidden|403/.test(name) || (error instanceof GatewayError && error.code === 'store.refused')) {
    return `The credentials don’t allow this (${name || 'refused'}); give them ${permissions[step]} on the bucket.`
  }
  if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|StoreTimeout/.test(name)) {
    return `Couldn’t reach the store (${name}); check the endpoint and the region.`
  }
  if (error instanceof GatewayError)
    return `It failed${name === '' ? '' : ` (${name})`}; try again, and if it fails again, check the store.`
  return 'The store returned other content than was written; something between the gateway and the store changes it.'
}
