/** /account/resources: one’s own services, of all zones. */
import { AccountFrame } from './account-frame.tsx'
import { MyResources } from './my-resources.tsx'

export default function ResourcesPage() {
  return <AccountFrame heading="Resources">{() => <MyResources />}</AccountFrame>
}
