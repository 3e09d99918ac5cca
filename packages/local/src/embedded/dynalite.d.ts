/** Of dynalite 4, which brings no types: what the embedded registry uses. */
declare module 'dynalite' {
  import type { Server } from 'node:http'

  export default function dynalite(options: {
    /** Directory of the LevelDB store. */
    path: string
    createTableMs?: number
    deleteTableMs?: number
    updateTableMs?: number
  }): Server
}

declare module 'dynalite/db/index.js' {
  interface ValueIterator {
    next(): Promise<unknown>
    close(): Promise<void>
  }

  interface Store {
    db: {
      open(): Promise<void>
      values(options: object): ValueIterator
      close(): Promise<void>
    }
  }

  const storage: { create(options: { path?: string }): Store }
  export default storage
}
