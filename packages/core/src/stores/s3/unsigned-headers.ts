/**
 * Whether a store obeys headers that nobody signed, found out as somebody with an upload URL would. S3 refuses them
 * ("There were headers present in the request which were not signed"); a server that obeys `x-amz-copy-source` gives
 * anybody with an upload URL any object of its buckets. What counts is what such a header did: one that is ignored does
 * no harm.
 */
import type { BucketPlace } from '../bucket-uri.ts'
import type { ObjectStore } from '../object-store.ts'
import type { PlainAnswer, PlainRequest } from './plain-request.ts'

/** `send` throws where no answer comes in time. */
interface Probing {
  store: Pick<ObjectStore, 'put' | 'get' | 'remove' | 'presignGet' | 'presignPut'>
  place: BucketPlace
  send(url: string, request: PlainRequest): Promise<PlainAnswer>
}

const original = 'of another object\n'
/** As long as nothing else: a store that copies has the other object under its key. */
const uploaded = 'of the upload itself\n'
const life = 60
const get: PlainRequest = { method: 'GET', headers: {} }

/** Objects are below `key`; none is left. The names of the headers that the store obeyed. */
export async function obeyedHeaders(probing: Probing, key: string): Promise<string[]> {
  const { store, place } = probing
  const source = `${key}.source`
  const written = [source]
  try {
    await store.put(source, new TextEncoder().encode(original))
    const path = `/${place.bucket}/${source.split('/').map(encodeURIComponent).join('/')}`
    const copied = (target: string) => isCopied(probing, target)
    const attempts: [name: string, value: string, obeyed: (target: string) => Promise<boolean>][] = [
      ['x-amz-copy-source', path, copied],
      ['x-goog-copy-source', path, copied],
      ['x-amz-acl', 'public-read', target => isPublic(probing, target, source)],
      ['x-amz-tagging', 'kachery=test', target => isTagged(probing, target)]
    ]
    // All come to their end before what they wrote is removed.
    const outcomes = await Promise.allSettled(
      attempts.map(async ([name, value, check]) => {
        const target = `${key}.${name}`
        written.push(target)
        const url = await store.presignPut(target, uploaded.length, life)
        const { status } = await probing.send(url, { method: 'PUT', headers: { [name]: value }, body: uploaded })
        return status >= 200 && status < 300 && (await check(target)) ? [name] : []
      })
    )
    const failed = outcomes.find(outcome => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    return outcomes.flatMap(outcome => (outcome.status === 'fulfilled' ? outcome.value : []))
  } finally {
    await Promise.all(written.map(one => store.remove(one)))
  }
}

async function isCopied({ store }: Probing, target: string): Promise<boolean> {
  const content = await store.get(target, 1_000)
  return content !== undefined && new TextDecoder().decode(content.bytes) !== uploaded
}

/** Read by nobody in particular, where the object beside it is not. */
async function isPublic({ store, send }: Probing, target: string, beside: string): Promise<boolean> {
  const statuses = [target, beside].map(async key => {
    const address = new URL(await store.presignGet(key, life))
    address.search = ''
    return (await send(address.href, get)).status
  })
  const [ofTarget, ofBeside] = await Promise.all(statuses)
  return ofTarget === 200 && ofBeside !== 200
}

async function isTagged({ store, send }: Probing, target: string): Promise<boolean> {
  const { headers } = await send(await store.presignGet(target, life), get)
  return Number(headers['x-amz-tagging-count'] ?? 0) > 0
}
