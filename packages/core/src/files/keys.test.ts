import { describe, expect, it } from 'vitest'
import { ContentHash } from '../ids/content-hash.ts'
import { contentKey, quarantineKey, trashKey, uploadIdOf, uploadKey } from './keys.ts'

const hash = ContentHash.parse('b971c6ef19b1d70ae8f0feb989b106c319b36230')
const other = ContentHash.parse('a971c6ef19b1d70ae8f0feb989b106c319b36230')
const id = '0123456789abcdef0123456789abcdef'
const zone = { directory: '' }
const lab = { directory: 'zones/lab' }

describe('object keys', () => {
  it('lie where other gateways look for them', () => {
    expect(contentKey(zone, hash)).toBe(`sha1/b9/71/c6/${hash}`)
    expect(contentKey(lab, hash)).toBe(`zones/lab/sha1/b9/71/c6/${hash}`)
    expect(trashKey(lab, hash)).toBe(`zones/lab/trash/sha1/b9/71/c6/${hash}`)
    expect(uploadKey(zone, hash, id)).toBe(`uploads/sha1/b9/71/c6/${hash}/${id}`)
  })

  it('of uploads name their upload only for their own zone and hash', () => {
    expect(uploadIdOf(lab, hash, uploadKey(lab, hash, id))).toBe(id)
    expect(uploadIdOf(zone, hash, uploadKey(lab, hash, id))).toBeUndefined()
    expect(uploadIdOf(lab, hash, uploadKey(zone, hash, id))).toBeUndefined()
    expect(uploadIdOf(zone, hash, uploadKey(zone, other, id))).toBeUndefined()
  })

  it.each([
    contentKey(zone, hash),
    `${uploadKey(zone, hash, id)}/`,
    `/${uploadKey(zone, hash, id)}`,
    `x/../${uploadKey(zone, hash, id)}`,
    `uploads/sha1/b9/71/c6/${hash}/../${hash}/${id}`,
    uploadKey(zone, hash, id.toUpperCase()),
    quarantineKey(zone, hash, id, id),
    `settings/${id}`,
    id,
    ''
  ])('from outside that are not handed out name nothing: %s', key => {
    expect(uploadIdOf(zone, hash, key)).toBeUndefined()
  })
})
