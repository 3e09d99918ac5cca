/** Uploads that are not done, in the browser's own database: they go on after a reload. */
import type { KeptUpload } from './upload.ts'

export interface KeptUploads {
  all(): Promise<KeptUpload[]>
  get(id: string): Promise<KeptUpload | undefined>
  put(upload: KeptUpload): Promise<void>
  remove(id: string): Promise<void>
}

const name = 'kachery-uploads'
const table = 'uploads'

/** A browser that keeps nothing (a private window perhaps) still uploads: then nothing goes on after a reload. */
export function openKeptUploads(factory: IDBFactory | undefined = globalThis.indexedDB): KeptUploads {
  const opened = openDatabase(factory).catch(() => undefined)
  async function ask<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>) {
    const database = await opened
    if (database === undefined) return undefined
    return answerOf(act(database.transaction(table, mode).objectStore(table))).catch(() => undefined)
  }
  return {
    all: async () => ((await ask<KeptUpload[]>('readonly', store => store.getAll())) ?? []).toSorted(byTime),
    get: id => ask<KeptUpload | undefined>('readonly', store => store.get(id)),
    put: async upload => void (await ask('readwrite', store => store.put(upload))),
    remove: async id => void (await ask('readwrite', store => store.delete(id)))
  }
}

const byTime = (a: KeptUpload, b: KeptUpload) => a.addedAt - b.addedAt

async function openDatabase(factory: IDBFactory | undefined): Promise<IDBDatabase | undefined> {
  const request = factory?.open(name, 1)
  if (request === undefined) return undefined
  request.onupgradeneeded = () => request.result.createObjectStore(table, { keyPath: 'id' })
  return answerOf(request)
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
