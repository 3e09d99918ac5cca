/** Whatever address has no page. */
import { BadLinkPage } from './bad-link-page.tsx'

export default function NotFoundPage() {
  return (
    <BadLinkPage title="There is nothing here">
      No page of this gateway has this address. It may have been typed or copied with a mistake.
    </BadLinkPage>
  )
}
