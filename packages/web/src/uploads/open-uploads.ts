/** The uploads of a page, as its parts show them: a store that changes a few times a second at most. */
import type { ApiClient } from '@kachery-gateway/core/api/client.ts'
import { createStore, reconcile } from 'solid-js/store'
import { toHex } from '../data/hex.ts'
import { openKeptUploads } from './kept-uploads.ts'
import { openFileWorker } from './open-file-worker.ts'
import type { Row } from './queue-item.ts'
import { Alarm } from './retry.ts'
import { Slots } from './slots.ts'
import type { KeptUpload } from './upload.ts'
import { UploadQueue } from './upload-queue.ts'

export interface Uploads {
  readonly login: string
  readonly queue: UploadQueue
  /** In the order in which they were added. */
  rows(): readonly Row[]
  /** What earlier pages left is among the rows. */
  readonly restored: Promise<void>
  close(): void
}

/** ms between two changes that are shown. */
const shownEvery = 400
/** On their way at once, of all files; their bytes are read from the disk as they are sent. */
const sent = { count: 6, bytes: 256 * 1024 * 1024 }

export function openUploads(api: ApiClient, login: string, onStored: (upload: KeptUpload) => void): Uploads {
  const [store, setStore] = createStore<{ rows: Row[] }>({ rows: [] })
  const alarm = new Alarm()
  let timer: ReturnType<typeof setTimeout> | undefined
  const show = () => {
    timer = undefined
    setStore('rows', reconcile(queue.rows(), { key: 'id' }))
    // Rates fall though nothing comes.
    if (queue.isBusy()) onChange()
  }
  const onChange = () => {
    timer ??= setTimeout(show, shownEvery)
  }
  const queue = new UploadQueue({
    api,
    login,
    files: openFileWorker(),
    kept: openKeptUploads(),
    hashing: new Slots({ count: 1 }),
    sending: new Slots(sent),
    alarm,
    now: Date.now,
    random: Math.random,
    newId,
    origin: globalThis.location.origin,
    alone,
    onChange,
    onStored
  })
  const awake = () => {
    if (document.visibilityState === 'visible') alarm.ring()
  }
  const warn = (event: BeforeUnloadEvent) => {
    if (queue.isBusy()) event.preventDefault()
  }
  window.addEventListener('online', awake)
  document.addEventListener('visibilitychange', awake)
  window.addEventListener('beforeunload', warn)
  return {
    login,
    queue,
    restored: queue.restore().then(show),
    rows: () => store.rows,
    close() {
      window.removeEventListener('online', awake)
      document.removeEventListener('visibilitychange', awake)
      window.removeEventListener('beforeunload', warn)
      clearTimeout(timer)
      queue.close()
    }
  }
}

const newId = (): string => toHex(crypto.getRandomValues(new Uint8Array(16)).buffer)

/** Over plain http browsers have no locks: two pages of one upload then do the same work, and no harm. */
const alone = async (id: string, work: () => Promise<void>): Promise<void> => {
  const locks: LockManager | undefined = navigator.locks
  await (locks === undefined ? work() : locks.request(`kachery-upload ${id}`, work))
}
