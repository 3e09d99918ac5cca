/** Said wherever signing in would be the next step. */
import type { ParentProps } from 'solid-js'
import { Notice } from './notice.tsx'

export const NoSignIn = (props: ParentProps) => (
  <Notice tone="info" title="Signing in is not available here yet">
    <p>This version of the gateway cannot sign people in with GitHub. {props.children}</p>
  </Notice>
)
