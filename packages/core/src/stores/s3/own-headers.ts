/**
 * The headers that objects of the gateway have, and no others: whoever uploads sends along what they like (a
 * content-encoding, say, that HTTP clients would undo, so that they see other bytes than those of the hash).
 */
import type { BucketPlace } from '../bucket-uri.ts'

export const ownContentType = 'application/octet-stream'

/**
 * For a copy: none of its source's headers, metadata and tags. Its storage class, ACL and redirect are the bucket's
 * defaults in any case. `tags`: whether to say it of tags too.
 */
export const ownHeaders = (tags: boolean) =>
  ({
    MetadataDirective: 'REPLACE',
    ContentType: ownContentType,
    ...(tags ? ({ TaggingDirective: 'REPLACE' } as const) : {})
  }) as const

/** R2 and Google have no tags. */
export const mayHaveTags = ({ kind }: BucketPlace): boolean => kind === 's3' || kind === 'wasabi'

/**
 * For a download URL: whatever the object was stored with, by an older gateway or in a fallback bucket, its bytes are
 * given as they are, as data. Google knows two of these, and heeds them only where the object does not say otherwise.
 */
export const servedAs = ({ kind }: BucketPlace): Record<string, string> => ({
  'response-content-type': ownContentType,
  'response-content-disposition': 'attachment',
  ...(kind === 'gs'
    ? {}
    : {
        'response-content-encoding': 'identity',
        // The bytes under a hash never change; the URL lives for an hour.
        'response-cache-control': 'private, max-age=3600'
      })
})

/**
 * Whether clients would undo the content-encoding that an object is stored with. Google has no override for it, and R2's
 * documentation tells of none.
 */
export const showsEncoding = ({ kind }: BucketPlace, encoding = ''): boolean =>
  (kind === 'gs' || kind === 'r2') && !/^(identity)?$/i.test(encoding.trim())
