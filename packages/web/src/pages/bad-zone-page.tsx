/** For addresses whose zone has a name that no zone can have. */
import { zoneNameRule } from '@kachery-gateway/core/ids/zone-name-rule.ts'
import { BadLinkPage } from './bad-link-page.tsx'

export const BadZonePage = () => (
  <BadLinkPage title="No zone has this name">
    A zone name has {zoneNameRule}. Ask whoever gave you this link.
  </BadLinkPage>
)
