/**
 * Port: the objects of one bucket. Adapters: stores/s3/ (AWS, R2, Google, Wasabi, any S3-compatible server) and
 * testing/ (in memory). What each promises is object-store.contract.ts, which all of them pass.
 *
 * Every method throws GatewayError `store.unavailable` or `store.refused` where the store answers anything but success
 * or "no such object", and returns within the adapter's time limit (seconds; for `copy`, `put` and `read` of large
 * objects the limit grows with their size). Keys are the complete keys in the bucket.
 */
import type { PartedUploads } from './parted-uploads.ts'
import type { Page } from './registry.ts'

export interface ObjectHead {
  /** bytes */
  size: number
  etag: string
  /** Hex SHA-1 of the whole object, where the store itself computed and kept it. */
  sha1?: string
  /**
   * It was stored with a content-encoding that HTTP clients undo, and the store heeds no URL that says otherwise. A copy
   * of it onto itself has none.
   */
  encoded?: true
}

export interface ObjectContent {
  bytes: Uint8Array
  etag: string
}

export interface PutOptions {
  /** Write only where no object is. Stores that know no conditions (`ObjectStoreAbilities` of the contract) overwrite. */
  ifAbsent?: boolean
  /** Write only while the object there has this etag; the same caveat. */
  ifMatch?: string
  /** `application/octet-stream` where it is not said. */
  contentType?: string
}

export interface CopyOptions {
  /** Size of the source in bytes: the time limit depends on it. */
  size: number
  /** Write only where no object is; the same caveat as for put. */
  ifAbsent?: boolean
  /** Ask the store for the SHA-1 of the bytes that it copies. */
  wantSha1?: boolean
  /** Hex SHA-1 of the source, as whoever copies has established by reading it: for a store that keeps one and has none. */
  verifiedSha1?: string
  /** Copy only while the source has this etag. Stores that know no conditions copy anyway. */
  ifMatch?: string
  /**
   * Send the copy just once. A copy that was given up may still be carried out by the store later, over what a second
   * one wrote; where that would matter, a second one goes to another key.
   */
  once?: boolean
  /** Of a copy that takes the store many requests: it goes on with the upload in parts that was begun for it. */
  resume?: {
    uploadId?: string | undefined
    /** Told before anything is copied. Then the copy is not aborted when it breaks off: somebody goes on with it. */
    begun(uploadId: string): Promise<void>
    /** How many of its parts are there. */
    copied(parts: number): void
  }
}

export type CopyResult =
  /**
   * `sha1`: hex, from the store; absent where it cannot say. `collides`: whether these bytes were made to collide under SHA-1;
   * absent where the store did not look.
   */
  | { outcome: 'copied'; etag: string; sha1?: string; collides?: boolean }
  | { outcome: 'source_missing' }
  | { outcome: 'source_changed' } // only with ifMatch
  | { outcome: 'destination_exists' } // only with ifAbsent

export interface ListedObject {
  key: string
  /** bytes */
  size: number
  /** When it was written, ms since the epoch, by the store's clock. */
  modified: number
}

/** What a page of another origin may do with an object by the bucket's CORS rules, and the store's time. */
export interface BrowserView {
  mayGet: boolean
  mayPut: boolean
  /** Names of headers, lower case, that such a page may read. */
  exposes: string[]
  /** ms since the epoch, whole seconds; absent where the store does not say. */
  serverTime?: number
}

export interface CorsOptions {
  /** Also pages of any other origin have GET and HEAD: what leads to a URL makes browsers say `Origin: null`. */
  anyoneReads?: boolean
}

export interface ObjectStore extends PartedUploads {
  /** As configured, for people and for answers: `r2://bucket`, `s3://bucket?region=…`. No credentials in it. */
  readonly uri: string
  /** undefined: there is no such object. */
  head(key: string): Promise<ObjectHead | undefined>
  /** A small object whole; undefined: no such object. Larger than `maxBytes`: throws `object.too_large`. */
  get(key: string, maxBytes: number): Promise<ObjectContent | undefined>
  /**
   * An object of `size` bytes as a stream, its bytes as they are stored, from its beginning or from byte `from` (less than
   * `size`) on; undefined: no such object. Memory use does not depend on its size.
   */
  read(key: string, size: number, from?: number): Promise<AsyncIterable<Uint8Array> | undefined>
  /** `exists`, `changed`: nothing was written, by `ifAbsent` or `ifMatch`. */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<'written' | 'exists' | 'changed'>
  /**
   * An object of exactly `size` bytes from a stream, in one request, so that it is there whole or not at all. `chunks` is
   * called for each try. Gives its etag.
   */
  putStream(
    key: string,
    size: number,
    chunks: () => AsyncIterable<Uint8Array>,
    options?: { contentType?: string }
  ): Promise<{ etag: string }>
  /**
   * The copy is `application/octet-stream` and has nothing of what its source was stored with: no encoding, disposition,
   * caching, metadata, tags, ACL, redirect or storage class.
   */
  copy(from: string, to: string, options: CopyOptions): Promise<CopyResult>
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>
  /**
   * A URL with which anybody may GET the object for `seconds` from now, or as long as temporary credentials live, which
   * is 31 minutes or more. They are given the bytes as they are stored, as `application/octet-stream` and without a
   * content-encoding to undo, whatever the object was stored with; see `ObjectHead` for where that cannot be had.
   */
  presignGet(key: string, seconds: number): Promise<string>
  /** The same for HEAD: stores sign the method. */
  presignHead(key: string, seconds: number): Promise<string>
  /** A URL with which anybody may PUT an object of exactly `size` bytes, for as long as above. */
  presignPut(key: string, size: number, seconds: number): Promise<string>
  /**
   * Objects whose keys begin with `prefix` and come after `after`, by key ascending; `limit` is at most 1000. There may be
   * fewer in a page that has a next one.
   */
  list(prefix: string, page: { limit: number; after?: string }): Promise<Page<ListedObject>>
  /**
   * Has pages of these origins GET, HEAD and PUT, and read ranges, of none no page; replaces the rules that the bucket has.
   * `not_by_this_api`: the store takes such rules in another way.
   */
  setCors(origins: readonly string[], options?: CorsOptions): Promise<'set' | 'not_by_this_api'>
  /** Origins that the bucket's rules name, beside what `anyoneReads` is; undefined: the store tells that in another way. */
  corsOrigins(options?: CorsOptions): Promise<string[] | undefined>
  /** What a browser with a page of `origin` is told about the key. */
  asBrowser(key: string, origin: string): Promise<BrowserView>
  /**
   * Which headers that nobody signed the store obeys on a presigned PUT, `x-amz-copy-source` and its like. It should obey
   * none. Writes objects whose keys begin with `key`, and removes them.
   */
  obeysUnsigned(key: string): Promise<string[]>
}
