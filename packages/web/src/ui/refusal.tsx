/** Why what somebody asked for was not done, where they asked for it. */
import { Show } from 'solid-js'
import type { Failure } from '../data/failures.ts'
import { FailureCodes } from './failure-notice.tsx'

/** Nothing where nothing was refused. */
export function Refusal(props: { of: Failure | undefined }) {
  return (
    <Show when={props.of}>
      {failure => (
        <div class="mistake" role="alert">
          <p>{failure().sentence}</p>
          <FailureCodes failure={failure()} />
        </div>
      )}
    </Show>
  )
}
