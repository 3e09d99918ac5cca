/** What went wrong between here and the gateway, and another try. */
import { Show } from 'solid-js'
import type { Failure } from '../data/failures.ts'
import { Notice } from './notice.tsx'

interface FailureNoticeProps {
  title: string
  failure: Failure
  again(): void
}

export function FailureNotice(props: FailureNoticeProps) {
  const again = () => {
    // The button goes away with the notice; the focus would be nowhere.
    document.querySelector<HTMLElement>('h1')?.focus()
    props.again()
  }
  return (
    <Notice severity="bad" title={props.title}>
      <p>{props.failure.sentence}</p>
      <FailureCodes failure={props.failure} />
      <p>
        <button type="button" class="small" onClick={again}>
          Try again
        </button>
      </p>
    </Notice>
  )
}

/** For whoever is asked for help: the code and the request that it was about. */
export function FailureCodes(props: { failure: Failure }) {
  return (
    <Show when={props.failure.status !== 0}>
      <p class="hint">
        <code>{props.failure.code}</code>
        <Show when={props.failure.requestId}>
          {' '}
          · request <code>{props.failure.requestId}</code>
        </Show>
      </p>
    </Show>
  )
}
