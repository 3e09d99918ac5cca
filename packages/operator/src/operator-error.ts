/** Why a command did not do what it was asked for, as a sentence for the person who asked: what is the matter, what to do. */
export class OperatorError extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = 'OperatorError'
  }
}

/** Nothing can be done from here at all: no credentials, no network, no such stage. */
export class OutOfReach extends OperatorError {}

/** The system's or the SDK's code for an error, such as `ENOTFOUND`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
