/** What may be sent back from a function: Lambda fails for what is larger, in words that are not ours. */
import { errors } from '@kachery-gateway/core/errors.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/** bytes, of the whole answer as JSON; Lambda's own limit is 6 MiB and a little. */
export const maxAnswerBytes = 6_000_000
/** A UTF-16 unit has six bytes at most as JSON: `\\u0001`. */
const mostBytesOfUnit = 6

/** Throws `request.answer_too_large`. */
export function sendable(result: APIGatewayProxyStructuredResultV2): APIGatewayProxyStructuredResultV2 {
  const surelySmall = (result.body?.length ?? 0) * mostBytesOfUnit < maxAnswerBytes / 2
  if (!surelySmall && Buffer.byteLength(JSON.stringify(result)) > maxAnswerBytes) {
    throw errors.answerTooLarge(maxAnswerBytes)
  }
  return result
}

/** The answer to HEAD: that to GET without its body. */
export function withoutBody({
  body: _,
  isBase64Encoded: __,
  ...head
}: APIGatewayProxyStructuredResultV2): APIGatewayProxyStructuredResultV2 {
  return { ...head, body: '' }
}
