/** Log items that were set aside in a database, as its ephemeral store wrote them. */
import type { Db } from 'mongodb'

export async function quarantinedIn(database: Db) {
  const found = await database.collection('logItemsSetAside').find().toArray()
  return found.map(({ _id, reason, item }) => ({ id: String(_id), reason, item: JSON.parse(item.asJson) }))
}
