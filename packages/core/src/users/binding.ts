/** A login's binding as the registry keeps it, by the login's key; and the account that the login meant first. */
import * as z from 'zod'
import type { LoginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'

export const Binding = z.object({
  accountId: z.string(),
  /** As it was written when it was bound; absent: as its key is. */
  spelling: UserLabel.exactOptional()
})

export const bindingKey = (login: LoginKey) => ({ kind: 'login', id: login }) as const

/** Written when a login is freed, and never again. */
export const FirstAccount = z.object({ accountId: z.string() })

export const firstAccountKey = (login: LoginKey) => ({ kind: 'first-account', id: login }) as const

/** No account has this id: of a login that two accounts had. It has no rights, and owns nothing together with another. */
export const nobody = 'nobody'
