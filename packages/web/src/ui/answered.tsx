/** Shows an answer when it is here: before that a skeleton, and instead of it why there is none. */
import { type JSX, Match, Show, Switch } from 'solid-js'
import type { Asked } from '../data/use-answer.ts'
import { FailureNotice } from './failure-notice.tsx'

interface AnsweredProps<T> {
  of: Asked<T>
  /** As high as what will stand here. */
  fallback: JSX.Element
  /** Above the reason why nothing is shown. */
  failed: string
  children: (value: () => T) => JSX.Element
}

export function Answered<T>(props: AnsweredProps<T>) {
  const here = () => {
    const value = props.of.value()
    return value === undefined ? undefined : { value }
  }
  return (
    <>
      <p class="unseen" role="status">
        {here() === undefined && props.of.failure() === undefined ? 'Loading…' : ''}
      </p>
      <Show when={props.of.failure()}>
        {failure => <FailureNotice title={props.failed} failure={failure()} again={props.of.again} />}
      </Show>
      <Switch>
        <Match when={here()}>{known => props.children(() => known().value)}</Match>
        <Match when={props.of.failure() === undefined}>{props.fallback}</Match>
      </Switch>
    </>
  )
}
