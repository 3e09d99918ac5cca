/**
 * /shared#token: what a link gives to whoever opens it in a browser. The gateway leads here from /s/TOKEN; behind the hash
 * sign the token is sent to nobody but the gateway.
 */
import { useLocation } from '@solidjs/router'
import { Show } from 'solid-js'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { SharedFiles } from './shared/shared-files.tsx'

export default function SharedPage() {
  const location = useLocation()
  const token = () => location.hash.slice(1)
  return (
    <Page title="Shared files" heading="Shared files">
      <Show
        when={/^link_[0-9a-f]{32}$/.test(token())}
        fallback={
          <Notice severity="warn" title="This link is incomplete">
            <p>Copy it once more from where it was given to you, up to its last character.</p>
          </Notice>
        }
      >
        <SharedFiles token={token()} />
      </Show>
    </Page>
  )
}
