/**
 * How records and settings name a user: a login, or whatever older gateways wrote (`github|login`, an e-mail address).
 * Opaque; compared by its key (login-key.ts). Which account a label means is said by its binding (bindings.ts).
 */
import * as z from 'zod'
import { readLogin } from './github-login.ts'

export const UserLabel = z.string().min(1).max(100).brand<'UserLabel'>()
export type UserLabel = z.infer<typeof UserLabel>

/** A user whom somebody names today: as people write a login, without what is around it. */
export const GitHubLogin = z
  .string()
  .max(300)
  .transform((text, context): UserLabel => {
    const read = readLogin(text)
    if ('login' in read) return UserLabel.parse(read.login)
    context.addIssue({ code: 'custom', message: read.reason })
    return z.NEVER
  })
