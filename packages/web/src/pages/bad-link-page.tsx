/** For addresses that have a page, but name nothing it could be about. */
import { A } from '@solidjs/router'
import type { ParentProps } from 'solid-js'
import { Page } from '../ui/page.tsx'

export const BadLinkPage = (props: ParentProps) => (
  <Page title="This link is incomplete" heading="This link is incomplete" lead={props.children}>
    <p>
      <A href="/">To the gateway’s first page</A>
    </p>
  </Page>
)
