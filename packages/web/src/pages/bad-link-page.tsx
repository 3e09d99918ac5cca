/** For addresses that have a page, but name nothing it could be about. */
import { A } from '@solidjs/router'
import type { ParentProps } from 'solid-js'
import { Page } from '../ui/page.tsx'

export const BadLinkPage = (props: ParentProps<{ title: string }>) => (
  <Page title={props.title} heading={props.title} lead={props.children}>
    <p>
      <A class="button" href="/">
        To the gateway’s first page
      </A>
    </p>
  </Page>
)
