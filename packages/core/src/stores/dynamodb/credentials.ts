/** Credentials where nobody gave any: wherever an SDK of AWS would find them on this machine. */
import type { SigningCredentials } from '../signature-v4.ts'

export interface FoundCredentials extends SigningCredentials {
  /** Absent: they stay. */
  expiration?: Date
}

/** Asked for when they are first needed: what looks for them is large, and functions are given theirs. */
export function usualCredentials(): () => Promise<FoundCredentials> {
  let provider: Promise<() => Promise<FoundCredentials>> | undefined
  return async () => {
    provider ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) => defaultProvider())
    return (await provider)()
  }
}
