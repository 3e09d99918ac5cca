/** An upload as the browser keeps it, and as a page shows it. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'

/** What is needed to go on after a reload. The file itself is not kept: a handle of it, where the browser has such. */
export interface KeptUpload {
  id: string
  login: string
  zone: string
  /** With the folders that it was chosen with. */
  name: string
  /** bytes */
  size: number
  /** Of the file, ms since the epoch. */
  modified: number
  /** When it was added, ms since the epoch. */
  addedAt: number
  /** Once it is hashed. */
  sha1?: string | undefined
  /** The gateway's id of it, once it is begun. */
  upload?: string | undefined
  handle?: FileSystemFileHandle | undefined
}

/** `paused`: tries again by itself. `needs-file`, `needs-permission`: somebody has to press something. */
export type Phase =
  | 'waiting'
  | 'hashing'
  | 'uploading'
  | 'verifying'
  | 'paused'
  | 'needs-file'
  | 'needs-permission'
  | 'stored'
  | 'failed'

export interface Progress {
  phase: Phase
  /** bytes; of hashing while it is hashed, else of the upload. */
  done: number
  /** Why it is paused, or failed: a sentence, with what to do. */
  problem?: string | undefined
  /** ms since the epoch; when it tries again. */
  againAt?: number | undefined
  /** It was there already: nothing was uploaded. */
  wasThere?: boolean | undefined
}

/** `passing`: it may go on by itself, a little later. `needs-file`: with another file. `anew`: if it is begun anew. */
type Mend = 'passing' | 'needs-file' | 'anew' | 'try-again'

/** Why an upload doesn't go on. */
export class UploadTrouble extends Error {
  readonly code: string
  readonly mend: Mend

  constructor(code: string, sentence: string, mend: Mend) {
    super(sentence)
    this.name = 'UploadTrouble'
    this.code = code
    this.mend = mend
  }
}

const trouble =
  <A extends unknown[]>(code: string, mend: Mend, sentence: (...given: A) => string) =>
  (...given: A) =>
    new UploadTrouble(code, sentence(...given), mend)

export const troubles = {
  unreadable: trouble(
    'file.unreadable',
    'needs-file',
    () => 'The file was changed, moved or deleted since you chose it. Choose it again to upload it as it is now.'
  ),
  otherSize: trouble(
    'file.other',
    'needs-file',
    () => 'That is another file: its size differs. Choose the one whose upload was begun, or cancel the upload.'
  ),
  otherContent: trouble(
    'file.other',
    'needs-file',
    () => 'That file differs from the one whose upload was begun. Choose that one, or cancel and add this one.'
  ),
  offline: trouble('store.unreachable', 'passing', () => 'The connection to the bucket was lost.'),
  storeBarred: trouble(
    'store.barred',
    'passing',
    (origin: string) =>
      `The zone’s bucket doesn’t answer this page. A zone administrator can allow ${origin} in the bucket’s CORS rules, under Storage.`
  ),
  storeBusy: trouble(
    'store.busy',
    'passing',
    (status: number) => `The zone’s bucket can’t take the file now (status ${status}).`
  ),
  storeRefuses: trouble(
    'store.refuses',
    'try-again',
    (status: number) =>
      `The zone’s bucket refused a part of the file (status ${status}). Ask a zone administrator to test it under Storage.`
  ),
  verification: trouble('upload.failed', 'anew', (sentence: string) => sentence)
}

/** Whether it goes on by itself: something was not there for a moment, or something on the way answered. */
export function isPassingTrouble(error: unknown): boolean {
  if (error instanceof UploadTrouble) return error.mend === 'passing'
  return error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.code === 'unknown')
}
