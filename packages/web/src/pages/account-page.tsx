/** /account: one's own clients on this gateway, in all zones. */
import { AccountFrame } from './account/account-frame.tsx'
import { MyClients } from './account/my-clients.tsx'

export default function AccountPage() {
  return <AccountFrame heading="Clients">{() => <MyClients />}</AccountFrame>
}
