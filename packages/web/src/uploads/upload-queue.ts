/** All uploads of a page: in their order, a few at once, kept until they are done, and what can be done with each. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import { defined } from '@kachery-gateway/core/defined.ts'
import type { ChosenFile } from './chosen-files.ts'
import type { KeptUploads } from './kept-uploads.ts'
import { permittedFile } from './permitted-file.ts'
import { isDone, isIn, newItem, type QueueItem, type Row, report, rowOf } from './queue-item.ts'
import type { Alarm } from './retry.ts'
import { failureText, runUpload, type UploadDeps } from './run-upload.ts'
import { type KeptUpload, type Phase, type Progress, troubles, UploadTrouble } from './upload.ts'

export interface QueueDeps extends Omit<UploadDeps, 'keep' | 'pause'> {
  login: string
  kept: KeptUploads
  alarm: Alarm
  newId(): string
  /** Runs it as the only page that does; waits for the others. */
  alone(id: string, work: () => Promise<void>): Promise<void>
  /** Something is another way than it was. */
  onChange(): void
  onStored(upload: KeptUpload): void
}

/** Files that are hashed, sent or paused at once: hashing one goes on while others are sent. */
const atOnce = 4

/** ms; longer waits are for another page. */
const patience = 300

const isActive = (item: QueueItem) => isIn(item, 'hashing', 'uploading', 'paused')

export class UploadQueue {
  readonly #deps: QueueDeps
  readonly #items = new Map<string, QueueItem>()

  constructor(deps: QueueDeps) {
    this.#deps = deps
  }

  rows(): Row[] {
    const now = this.#deps.now()
    return [...this.#items.values()].map(item => rowOf(item, now))
  }

  /** Something would be interrupted now. */
  isBusy(): boolean {
    return [...this.#items.values()].some(item => isActive(item) || isIn(item, 'waiting'))
  }

  /** A file that is waited for, chosen again, goes on. */
  async add(zone: string, chosen: readonly ChosenFile[]): Promise<void> {
    for (const one of chosen) {
      const waiting = this.#waitingFor(zone, one)
      if (waiting === undefined) await this.#addOne(zone, one)
      else this.#give(waiting, one)
    }
  }

  /** What earlier pages left; each once no other page is at it, for which nobody waits long. */
  async restore(): Promise<void> {
    const all = (await this.#deps.kept.all()).filter(({ login }) => login === this.#deps.login)
    const restored = all.map(({ id }) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      void this.#deps.alone(id, async () => {
        // The other page may be done with it.
        const kept = await this.#deps.kept.get(id)
        const item = kept && (await this.#restoreOne(kept))
        resolve()
        await item?.ended.promise
      })
      return promise
    })
    await Promise.race([Promise.all(restored), this.#deps.alarm.pause(patience, new AbortController().signal)])
  }

  /** The file whose upload was begun, chosen again. */
  choose(id: string, chosen: ChosenFile): void {
    const item = this.#items.get(id)
    if (item === undefined) return
    const isNew = item.kept.sha1 === undefined
    if (isNew || chosen.file.size === item.kept.size) this.#give(item, chosen)
    else this.#set(item, { ...item.progress, problem: troubles.otherSize().message })
  }

  /** By a press: browsers ask whether the file may be read again. */
  async permit(id: string): Promise<void> {
    const item = this.#items.get(id)
    const handle = item?.kept.handle
    if (item === undefined || handle === undefined) return
    const file = await permittedFile(handle, { ask: true })
    if (file !== undefined) this.#give(item, { file, name: item.kept.name, handle })
    // They said no, or the file is gone: they may choose it.
    else this.#set(item, { ...item.progress, phase: 'needs-file' })
  }

  /** Begins anew what failed, and what is paused goes on now. */
  async retry(id: string): Promise<void> {
    const item = this.#items.get(id)
    if (item === undefined) return
    if (isIn(item, 'paused')) this.#deps.alarm.ring()
    if (!isIn(item, 'failed') || item.file === undefined) return
    if (item.anew === true) this.#beginAnew(item)
    await this.#deps.kept.put(item.kept)
    this.#start(item, item.file)
  }

  async cancel(id: string): Promise<void> {
    const item = this.#items.get(id)
    if (item === undefined) return
    this.#leave(item)
    this.#next()
    this.#deps.onChange()
    await this.#deps.kept.remove(id)
    await this.#abort(item)
  }

  /** Takes what is stored or failed out of the list. */
  clear(zone: string): void {
    for (const item of this.#items.values())
      if (item.kept.zone === zone && isDone(item)) {
        this.#leave(item)
        void this.#deps.kept.remove(item.kept.id)
      }
    this.#deps.onChange()
  }

  /** Somebody else signs in here, or nobody: what is kept stays kept. */
  close(): void {
    for (const item of this.#items.values()) this.#leave(item)
  }

  #leave(item: QueueItem): void {
    item.stop.abort()
    item.ended.resolve()
    this.#items.delete(item.kept.id)
  }

  /** Where this fails, the gateway sweeps it. */
  async #abort({ kept: { upload } }: QueueItem): Promise<void> {
    if (upload !== undefined)
      await this.#deps.api('DELETE /api/uploads/{upload}', { path: { upload } }).catch(() => undefined)
  }

  #beginAnew(item: QueueItem): void {
    void this.#abort(item)
    item.kept = { ...item.kept, sha1: undefined, upload: undefined }
  }

  #waitingFor(zone: string, { file, name }: ChosenFile): QueueItem | undefined {
    return [...this.#items.values()].find(
      item =>
        isIn(item, 'needs-file', 'needs-permission') &&
        item.kept.zone === zone &&
        item.kept.name === name &&
        item.kept.size === file.size
    )
  }

  async #addOne(zone: string, { file, name, handle }: ChosenFile): Promise<void> {
    const { deps, id } = { deps: this.#deps, id: this.#deps.newId() }
    const { size, lastModified: modified } = file
    const kept = { id, login: deps.login, zone, name, size, modified, addedAt: deps.now(), handle }
    const item = this.#put(kept, 'waiting')
    item.file = file
    await deps.kept.put(kept)
    void deps.alone(id, () => item.ended.promise)
    this.#start(item, file)
  }

  async #restoreOne(kept: KeptUpload): Promise<QueueItem> {
    const item = this.#put(kept, kept.handle === undefined ? 'needs-file' : 'needs-permission')
    const file = kept.handle && (await permittedFile(kept.handle, { ask: false }))
    if (file !== undefined) this.#start(item, file)
    else void this.#showDone(item)
    return item
  }

  /** How much of it is there, for who decides whether to look for the file. */
  async #showDone(item: QueueItem): Promise<void> {
    const { upload, size } = item.kept
    if (upload === undefined) return
    const known = await this.#deps.api('GET /api/uploads/{upload}', { path: { upload } }).catch(() => undefined)
    if (known === undefined || item.file !== undefined) return
    const done = known.parts.reduce((sum, n) => sum + Math.min(known.partSize, size - (n - 1) * known.partSize), 0)
    this.#set(item, { ...item.progress, done })
  }

  #put(kept: KeptUpload, phase: Phase): QueueItem {
    const item = newItem(kept, phase)
    this.#items.set(kept.id, item)
    this.#deps.onChange()
    return item
  }

  #give(item: QueueItem, { file, handle }: ChosenFile): void {
    // What was not hashed is as it is now.
    const now = item.kept.sha1 === undefined ? { size: file.size, modified: file.lastModified } : {}
    item.kept = { ...item.kept, ...now, ...defined({ handle }) }
    this.#start(item, file)
  }

  #start(item: QueueItem, file: File): void {
    item.file = file
    this.#set(item, { phase: 'waiting', done: 0 })
    this.#next()
  }

  #set(item: QueueItem, progress: Progress): void {
    item.progress = progress
    this.#deps.onChange()
  }

  /** Starts what waits, in its order. */
  #next(): void {
    const all = [...this.#items.values()]
    const free = atOnce - all.filter(isActive).length
    for (const item of all.filter(item => isIn(item, 'waiting')).slice(0, Math.max(free, 0))) void this.#run(item)
  }

  async #run(item: QueueItem): Promise<void> {
    const { file, stop } = item
    if (file === undefined) return
    const deps: UploadDeps = {
      ...this.#deps,
      pause: this.#deps.alarm.pause,
      keep: async kept => {
        item.kept = kept
        if (this.#items.has(kept.id)) await this.#deps.kept.put(kept)
      }
    }
    // Waits for the hash of those before it.
    item.progress = { phase: 'hashing', done: 0 }
    item.samples = []
    try {
      const stored = await runUpload(deps, item.kept, file, change => this.#report(item, change), stop.signal)
      item.kept = { ...item.kept, sha1: stored.sha1 }
      await this.#deps.kept.remove(item.kept.id)
      this.#set(item, { phase: 'stored', done: item.kept.size, wasThere: stored.wasThere })
      item.ended.resolve()
      this.#deps.onStored(item.kept)
    } catch (error) {
      if (stop.signal.aborted) return
      await this.#failed(item, error)
    }
    this.#next()
  }

  async #failed(item: QueueItem, error: unknown): Promise<void> {
    const trouble = error instanceof UploadTrouble ? error : undefined
    item.anew = trouble?.mend === 'anew'
    const needsFile = trouble?.mend === 'needs-file'
    if (trouble?.code === 'file.unreadable') this.#beginAnew(item)
    // Whoever chooses it again, or signs in again, goes on.
    const mayGoOn = needsFile || (error instanceof ApiError && error.code === 'auth.signed_out')
    await (mayGoOn ? this.#deps.kept.put(item.kept) : this.#deps.kept.remove(item.kept.id))
    const { done } = item.progress
    this.#set(item, { phase: needsFile ? 'needs-file' : 'failed', done, problem: failureText(error) })
  }

  #report(item: QueueItem, change: Partial<Progress>): void {
    const wasVerifying = isIn(item, 'verifying')
    report(item, change, this.#deps.now())
    // What is verified makes room.
    if (isIn(item, 'verifying') && !wasVerifying) this.#next()
    this.#deps.onChange()
  }
}
