/** Credentials where nobody gave any: wherever an SDK of AWS would find them on this machine. */
import type { SigningCredentials } from '../signature-v4.ts'

/** Asked for when they are first needed: what looks for them is large, and functions are given theirs. */
export function usualCredentials(): () => Promise<SigningCredentials> {
  let provider: Promise<() => Promise<SigningCredentials>> | undefined
  return async () => {
    provider ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) => defaultProvider())
    return (await provider)()
  }
}
