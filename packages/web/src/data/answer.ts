/** What comes of asking the gateway: the answer, or why there is none. Nothing here throws. */

export type Answer<T> =
  /** `elapsed`: ms until it was here. */
  { ok: true; value: T; elapsed: number } | { ok: false; failure: Failure }

export interface Failure {
  /**
   * `unreachable`: nothing came back. `slow`: nothing came back in time. `refused`: the gateway said no, or that it
   * cannot. `unreadable`: what came back is not a gateway's answer.
   */
  kind: 'unreachable' | 'slow' | 'refused' | 'unreadable'
  /** For the person at the screen: what happened and what to do. */
  sentence: string
  /** HTTP, where there was one. */
  status?: number
  /** The gateway's own, such as `zone.not_found`. */
  code?: string
  requestId?: string
}
