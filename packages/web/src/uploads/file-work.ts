/** What is done with a file's bytes: it is hashed, and parts of it are sent. Nothing of it is held. */

export interface WorkOptions {
  signal: AbortSignal
  /** bytes so far. */
  onBytes(bytes: number): void
}

export interface FileWork {
  /** Hex. Throws UploadTrouble where it can't be read (any more). */
  sha1(file: Blob, options: WorkOptions): Promise<string>
  /** The answer's status; 0 where none came. Throws UploadTrouble where it can't be read (any more). */
  put(url: string, body: Blob, options: WorkOptions): Promise<number>
}

export type ToWorker =
  | { id: number; do: 'hash'; file: Blob }
  | { id: number; do: 'put'; url: string; body: Blob }
  | { id: number; do: 'stop' }

export type FromWorker =
  | { id: number; is: 'bytes'; bytes: number }
  | { id: number; is: 'hashed'; sha1: string }
  | { id: number; is: 'sent'; status: number }
  | { id: number; is: 'unreadable' }
