/** What the site says of the gateway that it is of. */
import { useSession, type Visit } from './session.tsx'

const unknown: Pick<Visit['about'], 'name' | 'logoUrl'> = { name: 'Kachery gateway', logoUrl: null }

/** Its name and logo at once, the usual ones until they are known; the rest when it is. */
export function useAbout() {
  const session = useSession()
  return {
    shown: () => session.value()?.about ?? unknown,
    known: () => session.value()?.about
  }
}
