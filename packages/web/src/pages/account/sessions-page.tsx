/** /account/sessions: the way out. */
import { AccountFrame } from './account-frame.tsx'
import { Sessions } from './sessions.tsx'

export default function SigningOutPage() {
  return <AccountFrame heading="Signing out">{me => <Sessions me={me()} />}</AccountFrame>
}
