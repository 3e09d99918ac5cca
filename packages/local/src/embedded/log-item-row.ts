/** A log item as a row has it: an id and the item's JSON. */
import type { StoredLogItem } from '@kachery-gateway/core/stores/log-items.ts'
import * as z from 'zod'

const Item = z.custom<StoredLogItem['item']>(value => typeof value === 'object' && value !== null)

export const logItemOf = (id: unknown, json: unknown): StoredLogItem => ({
  id: String(id),
  item: Item.parse(JSON.parse(String(json)))
})
