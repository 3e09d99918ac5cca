/**
 * Protocol v2, of PyPI `kachery` 2: three operations of protocol v1 with other names. Its requests become requests of v1,
 * and are authorized, dispatched and recorded as such.
 */
import * as z from 'zod'
import { errors } from '../errors.ts'
import { objectKey, ofContent, ofFound, ofUpload, readFields, size, workToken, zone, zoneOfKey } from './fields.ts'
import { verifyProofOfWork } from './proof-of-work.ts'
import { v1 } from './v1.ts'
import type { WireCall, WireOperation } from './wire-operation.ts'

const yes = z.literal(true)
const no = z.literal(false)

const v2 = {
  findFile: operation(v1.findFile, {
    request: z.object({ ...ofContent, zoneName: zone }),
    toV1: ({ zoneName, ...file }, timestamp) => ({ ...file, zone: zoneName, timestamp }),
    answer: z.union([z.object({ found: no }), z.object({ found: yes, ...ofFound })]),
    fromV1: answer => answer
  }),
  initiateFileUpload: operation(v1.initiateFileUpload, {
    request: z.object({ size, workToken, ...ofContent, zoneName: zone }),
    toV1({ zoneName, workToken, ...file }, timestamp) {
      if (!verifyProofOfWork(file.hash, workToken)) throw errors.noWork()
      return { ...file, zone: zoneName, timestamp }
    },
    answer: z.union([
      z.object({ alreadyExists: yes, alreadyPending: no }),
      z.object({ alreadyExists: no, alreadyPending: yes }),
      z.object({ alreadyExists: no, alreadyPending: no, ...ofUpload })
    ]),
    fromV1: answer => ({ alreadyExists: false, alreadyPending: false, ...answer })
  }),
  finalizeFileUpload: operation(v1.finalizeFileUpload, {
    request: z.object({ objectKey, size, ...ofContent, zoneName: zoneOfKey }),
    toV1: ({ zoneName, ...file }, timestamp) => ({ ...file, zone: zoneName, timestamp }),
    answer: z.object({ success: yes }),
    fromV1: () => ({ success: true })
  })
}

export type V2Name = keyof typeof v2

/** `now`: ms since the epoch. Throws `request.invalid`, or `upload.no_work` where the token shows none. */
export function readV2Request(name: V2Name, body: unknown, now: number): WireCall {
  if (typeof body !== 'object' || body === null) throw errors.badRequest('the body must be a JSON object')
  if (Reflect.get(body, 'type') !== `${name}Request`) throw errors.badRequest(`type must be ${name}Request`)
  return v2[name](name, body, now)
}

/** Of the operation of v1 that it is; `answer` is what it is cut to. */
function operation<S extends z.ZodObject, A extends z.ZodType<object>, R, A1>(
  ofV1: WireOperation<R, A1>,
  words: { request: S; toV1(request: z.output<S>, timestamp: number): R; answer: A; fromV1(answer: A1): unknown }
) {
  return (name: string, body: object, timestamp: number): WireCall => {
    const call = ofV1.call(name, words.toV1(readFields(words.request, body), timestamp))
    return {
      ...call,
      async dispatch(...context) {
        const { answer, ...beside } = await call.dispatch(...context)
        return { ...beside, answer: { type: `${name}Response`, ...words.answer.parse(words.fromV1(answer)) } }
      }
    }
  }
}
