/**
 * URLs with which anybody may GET one object, or PUT one of a stated size, for a stated time. They are written as S3's
 * presigned URLs are, so that whoever reads how long one lives finds it where they look; what is signed, and how, is ours
 * and has a version. Neither host nor path prefix is signed: a tunnel or a proxy may change them.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

export type FileMethod = 'GET' | 'PUT'

export interface PartOfUpload {
  uploadId: string
  number: number
}

interface FileUrl {
  method: FileMethod
  key: string
  /** bytes; of a PUT */
  size?: number
  /** What the PUT is a part of. */
  part?: PartOfUpload
  /** ms since the epoch: when it begins to be valid */
  from: number
  seconds: number
}

/** What a request claims: its URL's query, and what it is about to do. */
interface Claim {
  method: FileMethod
  key: string
  /** bytes; of a PUT */
  size?: number
  query: string
}

type Signed = Pick<Claim, 'method' | 'key'> & { size?: number | undefined; part?: PartOfUpload | undefined }

const version = 'KACHERY1-HMAC-SHA256'
const ofPart = ['partNumber', 'uploadId']
const names = ['X-Amz-Algorithm', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-Signature']

export const filesPath = '/files/'

export class FileUrls {
  readonly #secret: KeyObject
  readonly #base: string

  /** `publicUrl`: without a slash at its end. */
  constructor(secret: Uint8Array, publicUrl: string) {
    // Of bytes one would be made for each signature.
    this.#secret = createSecretKey(secret)
    this.#base = publicUrl + filesPath
  }

  sign({ method, key, size, part, from, seconds }: FileUrl): string {
    const [date, expires] = [toDate(from), String(seconds)]
    const query = new URLSearchParams({
      'X-Amz-Algorithm': version,
      'X-Amz-Date': date,
      'X-Amz-Expires': expires,
      'X-Amz-Signature': this.#signature({ method, key, size, part }, date, expires).toString('hex'),
      ...(part === undefined ? {} : { partNumber: String(part.number), uploadId: part.uploadId })
    })
    return `${this.#base}${key.split('/').map(encodeURIComponent).join('/')}?${query}`
  }

  /** `now`: ms since the epoch */
  check({ query, ...claim }: Claim, now: number): 'good' | 'expired' | 'bad' {
    const parameters = new URLSearchParams(query)
    const part = partIn(query)
    const all = part === undefined ? names : [...names, ...ofPart]
    const exact = parameters.size === all.length && all.every(name => parameters.has(name))
    const [algorithm, date = '', expires = '', signature = ''] = names.map(name => parameters.get(name) ?? '')
    if (!exact || algorithm !== version || !/^[0-9a-f]{64}$/.test(signature)) return 'bad'
    if (!timingSafeEqual(this.#signature({ ...claim, part }, date, expires), Buffer.from(signature, 'hex')))
      return 'bad'
    return now < fromDate(date) + Number(expires) * 1000 ? 'good' : 'expired'
  }

  #signature({ method, key, size, part }: Signed, date: string, expires: string): Buffer {
    const ofPart = part === undefined ? [] : [part.uploadId, part.number]
    const signed = JSON.stringify([version, method, key, date, expires, size ?? null, ...ofPart])
    return createHmac('sha256', this.#secret).update(signed).digest()
  }
}

/** What a URL says that it is a part of, whether it is signed or not. */
export function partIn(query: string): PartOfUpload | undefined {
  const parameters = new URLSearchParams(query)
  const [number, uploadId] = ofPart.map(name => parameters.get(name))
  if (number == null || uploadId == null || !/^[1-9]\d{0,4}$/.test(number)) return undefined
  return { uploadId, number: Number(number) }
}

/** As S3 writes it: 20310202T030405Z */
const toDate = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')

/** NaN where it is none: nothing is valid until then. */
const fromDate = (date: string) =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
