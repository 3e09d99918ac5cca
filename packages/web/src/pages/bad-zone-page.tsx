/** For addresses whose zone has a name that no zone can have. */
import { zoneNameMistake } from '../data/page-address.ts'
import { BadLinkPage } from './bad-link-page.tsx'

export const BadZonePage = () => (
  <BadLinkPage title="No zone has this name">{zoneNameMistake('')} Ask whoever gave you this link.</BadLinkPage>
)
