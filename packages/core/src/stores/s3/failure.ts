/**
 * What a store's refusal says, without what must not be in a log: answers repeat the string to sign, and errors of the SDK
 * carry the whole answer. Only a name, a status and a cleaned message go on from here.
 */
import { defined } from '../../defined.ts'
import { errors, type GatewayError } from '../../errors.ts'
import { bodyText, type HttpAnswer } from '../http-request.ts'
import { xmlField } from './xml.ts'

/** An answer that isn't success; `name` is the store's code, where it gives one. */
export class S3Refusal extends Error {
  readonly status: number
  /** Where the bucket is, when the store says that it is not where it was looked for. */
  readonly region: string | undefined

  /** `redirectedTo`: a region, by the header x-amz-bucket-region; a signature for another region is told in the body. */
  constructor(status: number, xml: string, redirectedTo?: string) {
    super(xmlField(xml, 'Message') ?? `the store answered ${status}`)
    this.status = status
    this.name = xmlField(xml, 'Code') ?? 'UnknownError'
    const region = redirectedTo ?? xmlField(xml, 'Region')
    this.region = [301, 307, 400].includes(status) && region !== undefined && isRegion(region) ? region : undefined
  }
}

/** bytes; a refusal has some hundred. */
const longestRefusal = 65_536

/** Of an answer that nobody has read yet; one to HEAD has no body. */
export async function refusalOf({ status, headers, body }: HttpAnswer): Promise<S3Refusal> {
  const text = await bodyText(body, longestRefusal)
  const region = headers['x-amz-bucket-region']
  return new S3Refusal(status, /<Error[\s>]/.test(text) ? text : '', typeof region === 'string' ? region : undefined)
}

export interface StoreFailure {
  /** S3's error code (`NoSuchKey`), the system's (`ECONNREFUSED`), or the error's name. */
  name: string
  message: string
  /** HTTP status; absent where no answer came. */
  status?: number
  /** Where the bucket is, when S3 says that it is not where it was looked for. */
  region?: string
}

export function describeFailure(error: unknown, secrets: readonly string[]): StoreFailure {
  if (!(error instanceof Error)) return { name: 'UnknownError', message: 'no further information' }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const name = code !== undefined && error.name !== 'TimeoutError' ? code : error.name
  const status = statusOf(error)
  return {
    name: /^\w[\w.]{0,63}$/.test(name) ? name : 'UnknownError',
    message: cleaned(error.message, secrets),
    ...defined({ status, region: error instanceof S3Refusal ? error.region : undefined })
  }
}

/** Whether the same call may well succeed now. 409: somebody else is writing the same key at this moment. */
export function isTransient({ name, status }: StoreFailure): boolean {
  if (status === undefined || status === 408 || status === 429) return true
  if (status === 409) return name === 'ConditionalRequestConflict'
  return status >= 500 && status !== 501
}

/** The answer's body tells "no such key" from "no such bucket". */
export const isNoSuchKey = ({ name, status }: StoreFailure): boolean => status === 404 && name === 'NoSuchKey'

/** An answer to HEAD has no body. */
export const isNotFound = ({ name, status }: StoreFailure): boolean => status === 404 && name !== 'NoSuchBucket'

export const isPreconditionFailed = ({ status }: StoreFailure): boolean => status === 412

export function toGatewayError(failure: StoreFailure, uri: string): GatewayError {
  const { name, message, status, region } = failure
  const cause = Object.assign(new Error(message), {
    ...(status === undefined ? {} : { status }),
    ...(region === undefined ? {} : { region })
  })
  cause.name = name
  const refused = status === 401 || status === 403
  return refused ? errors.storeRefused(`the bucket ${uri}`, cause) : errors.storeUnavailable(`the bucket ${uri}`, cause)
}

function statusOf(error: Error): number | undefined {
  if (error instanceof S3Refusal) return error.status
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return undefined
  const metadata = error.$metadata
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined
}

const isRegion = (text: string): boolean => /^[a-z]{2}(-[a-z]+)+-\d$/.test(text)

function cleaned(message: string, secrets: readonly string[]): string {
  let text = message.slice(0, 2000)
  for (const secret of secrets) text = text.replaceAll(secret, '…')
  return text
    .replace(/https?:\/\/\S+/gi, '[address]')
    .replace(/\b(x-amz-[\w-]+|\w*signature|credential|authorization)(\s*[=:]\s*)\S+/gi, '$1$2…')
    .replace(/\s+/g, ' ')
    .slice(0, 300)
}
