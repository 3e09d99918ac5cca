/** Whatever address has no page. */
import { A } from '@solidjs/router'
import { Page } from '../ui/page.tsx'

export default function NotFoundPage() {
  return (
    <Page
      title="There is nothing here"
      heading="There is nothing here"
      lead="No page of this gateway has this address. It may have been typed or copied with a mistake."
    >
      <p>
        <A class="button" href="/">
          To the gateway’s first page
        </A>
      </p>
    </Page>
  )
}
