/** Why the gateway cannot start, as a sentence for the person who tried: what is the matter and what to do. */
export class StartError extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = 'StartError'
  }
}

/** Another process uses the data folder. */
export class DirectoryInUse extends StartError {
  /** Absent: nobody knows which. */
  readonly pid: number | undefined

  constructor(sentence: string, pid: number | undefined) {
    super(sentence)
    this.pid = pid
  }
}

/** The system's code for an error, such as `EACCES`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
