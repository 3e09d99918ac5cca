/** Addresses of the gateways before this one, to which links still lead: each goes on to the page that it means today. */
import { Navigate, useParams, useSearchParams } from '@solidjs/router'
import { isZoneName, queryText } from '../data/page-address.ts'

const goesTo = (to: string) => () => <Navigate href={to} />

export const oldAddresses = {
  oldHome: () => {
    const [query] = useSearchParams()
    const zone = queryText(query.zone)
    return <Navigate href={isZoneName(zone) ? `/zone/${zone}` : '/'} />
  },
  oldClients: goesTo('/account'),
  oldZones: goesTo('/account/zones'),
  oldResources: goesTo('/account/resources'),
  oldResource: () => {
    const { name } = useParams<{ name: string }>()
    // As it stands in the address: encoded already.
    return <Navigate href={`/account/resources?name=${name}`} />
  }
}
