/** Whether a request to an S3 server is signed with its key pair: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface KeyPair {
  accessKeyId: string
  secretAccessKey: string
}

interface Signature {
  credential: string
  signedHeaders: string
  signature: string
  date: string
  payloadHash: string
}

/** The code of the error that S3 answers with; undefined: it is signed. */
export function objectionTo(request: IncomingMessage, pair: KeyPair, now: number): string | undefined {
  const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
  const parameters = new URLSearchParams(query)
  const given = inHeader(request) ?? inQuery(parameters, now)
  if (given === undefined) return 'AccessDenied'
  const { credential, signedHeaders, signature, date, payloadHash } = given
  const [accessKeyId, day = '', region = '', service = ''] = credential.split('/')
  const names = signedHeaders.split(';')
  // Of a PUT without a signed length anybody may choose the size.
  const amz = Object.keys(request.headers).filter(name => name.startsWith('x-amz-'))
  const signed = names.includes('host') && amz.every(name => names.includes(name))
  if (accessKeyId !== pair.accessKeyId || !signed) return 'AccessDenied'
  const canonical = [
    request.method,
    path,
    canonicalQuery(query),
    ...names.map(name => `${name}:${String(request.headers[name] ?? '').trim()}`),
    '',
    signedHeaders,
    payloadHash
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${pair.secretAccessKey}`)
  const expected = hmac(key, text)
  const claimed = Buffer.from(signature, 'hex')
  const same = claimed.length === expected.length && timingSafeEqual(claimed, expected)
  return same ? undefined : 'SignatureDoesNotMatch'
}

const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest()

function inHeader({ headers }: IncomingMessage): Signature | undefined {
  const [, credential = '', signedHeaders = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? ''
    ) ?? []
  if (signature === '') return undefined
  const [date, payloadHash] = [String(headers['x-amz-date']), String(headers['x-amz-content-sha256'])]
  return { credential, signedHeaders, signature, date, payloadHash }
}

function inQuery(parameters: URLSearchParams, now: number): Signature | undefined {
  const [credential = '', signedHeaders = '', signature = '', date = '', expires = ''] = [
    'Credential',
    'SignedHeaders',
    'Signature',
    'Date',
    'Expires'
  ].map(name => parameters.get(`X-Amz-${name}`) ?? '')
  const from = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (signature === '' || !(now < from + Number(expires) * 1000)) return undefined
  return { credential, signedHeaders, signature, date, payloadHash: 'UNSIGNED-PAYLOAD' }
}

function canonicalQuery(query: string): string {
  const parts = query.split('&').filter(part => part !== '' && !part.startsWith('X-Amz-Signature='))
  return parts
    .map(part => (part.includes('=') ? part : `${part}=`))
    .sort()
    .join('&')
}
