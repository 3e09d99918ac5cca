/** Usage by client as usage.json has it. */
import type { ClientUsage } from './client-usage.ts'
import type { LongText } from './long-text.ts'
import { sortedById } from './sorted-by-id.ts'

/** Adds `{"<id>":{…},…}`, whatever the ids are: `__proto__` is one like any other. By id, so that equal usage is equal text. */
export const addUsageText = (
  text: LongText,
  usage: Iterable<readonly [string, ClientUsage]>,
  ownerOf: (client: string) => string
): Promise<LongText> =>
  addObjectText(text, usage, ([client, one]) => JSON.stringify({ ...one, ownerId: ownerOf(client) }))

export async function addObjectText<E extends readonly [string, unknown]>(
  text: LongText,
  entries: Iterable<E>,
  textOf: (entry: E) => string
): Promise<LongText> {
  text.add('{')
  await text.addAll(await sortedById(entries), entry => `${JSON.stringify(entry[0])}:${textOf(entry)}`)
  return text.add('}')
}
