/**
 * Which log items were archived, for those that are given a second time. All in memory, so that only the last ones are
 * known; here an item comes again within seconds, from this process.
 */

import * as z from 'zod'
import { DocumentFile } from './document-file.ts'

const Mark = z.object({ _id: z.string(), expiresAt: z.number(), order: z.number() })

/** Ids: about 10 MB of memory. */
const most = 50_000

export interface ArchivedMarks {
  add(ids: readonly string[], until: number): Promise<void>
  among(ids: readonly string[]): Promise<string[]>
  /** Says how many had expired; `dryRun` only counts. */
  removeExpired(now: number, dryRun: boolean): Promise<number>
  close(): Promise<void>
}

export async function openArchivedMarks(directory: string): Promise<ArchivedMarks> {
  const file = await DocumentFile.open(directory, 'archived-log-items.nedb', Mark)
  const known = new Map((await file.all()).sort((a, b) => a.order - b.order).map(mark => [mark._id, mark.expiresAt]))
  let order = (await file.all()).reduce((last, mark) => Math.max(last, mark.order), 0)

  async function forget(ids: string[]): Promise<void> {
    await file.remove(ids)
    for (const id of ids) known.delete(id)
  }

  return {
    async add(ids, until) {
      const marks = ids.map(id => ({ _id: idOf(id), expiresAt: until, order: ++order }))
      await file.insertNew(marks)
      for (const mark of marks) known.set(mark._id, mark.expiresAt)
      if (known.size > most) await forget([...known.keys()].slice(0, known.size - most))
    },
    among: async ids => ids.filter(id => known.has(idOf(id))),
    async removeExpired(now, dryRun) {
      const expired = [...known].filter(([, until]) => until <= now).map(([id]) => id)
      if (!dryRun && expired.length > 0) await forget(expired)
      return expired.length
    },
    close: () => file.close()
  }
}

/** nedb loses a document whose id is `__proto__` or empty. */
const idOf = (id: string) => `archived/${id}`
