/** /account/zones: the zones where one can do something. */
import { AccountFrame } from './account-frame.tsx'
import { MyZones } from './my-zones.tsx'

export default function ZonesPage() {
  return <AccountFrame heading="Zones">{me => <MyZones me={me()} />}</AccountFrame>
}
