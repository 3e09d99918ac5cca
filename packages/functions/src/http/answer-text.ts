/** The text of somebody's answer, with an end to it: what they send is not in our hands. */

import { bodyText } from '@kachery-gateway/core/stores/http-request.ts'

/** Throws an Error that says nothing of it where it has more than `maxBytes`. */
export async function answerText(response: Response, maxBytes: number): Promise<string> {
  return response.body === null ? '' : bodyText(response.body, maxBytes)
}
