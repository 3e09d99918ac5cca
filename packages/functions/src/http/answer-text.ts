/** The text of somebody's answer, with an end to it: what they send is not in our hands. */

/** Throws an Error that says nothing of it where it has more than `maxBytes`. */
export async function answerText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new Error('the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
