/** /account/keys: what programs of the second generation sign in with. */
import { AccountFrame } from './account-frame.tsx'
import { ApiKeys } from './api-keys.tsx'

export default function ApiKeysPage() {
  return <AccountFrame heading="API keys">{() => <ApiKeys />}</AccountFrame>
}
