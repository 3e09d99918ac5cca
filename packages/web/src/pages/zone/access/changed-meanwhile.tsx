/** Somebody else changed the file since it was read: who, what, and how one's own changes go on. */
import { createMemo, For, Match, Show, Switch } from 'solid-js'
import { Button } from '../../../ui/button.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Time } from '../../../ui/time.tsx'
import { merged, shownChanges } from './line-changes.ts'
import type { FileVersion } from './use-settings-file.ts'

interface ChangedMeanwhileProps {
  /** What was read, what is in the editor, and what is there now. */
  base: string
  mine: string
  theirs: FileVersion
  /** Goes on with this text, on top of what is there. */
  onGoOn(text: string): void
}

export function ChangedMeanwhile(props: ChangedMeanwhileProps) {
  const both = createMemo(() => merged(props.base, props.mine, props.theirs.yaml))
  const changes = createMemo(() => shownChanges(props.base, props.theirs.yaml))
  return (
    <Notice severity="warn" title="Not saved: somebody else changed the file">
      <p>
        <Show when={props.theirs.changed} fallback="It was changed by hand, or by another gateway. What changed:">
          {changed => (
            <>
              <bdi>{changed().by}</bdi> changed it on <Time at={changed().at} />. What changed:
            </>
          )}
        </Show>
      </p>
      <section class="changes" tabindex="0" aria-label="What they changed">
        <For each={changes()}>
          {line => (
            <Show when={line} fallback={<span class="left-out">⋯</span>}>
              {known => (
                <span class={known().kind}>
                  <span class="unseen">{words[known().kind]}</span>
                  {`${signs[known().kind]} ${known().text}`}
                </span>
              )}
            </Show>
          )}
        </For>
      </section>
      <Switch>
        <Match when={both() !== undefined}>
          <p>Your changes are on other lines, so you can keep both.</p>
        </Match>
        <Match when={true}>
          <p>Your changes are on the same lines. Decide which text to keep. Nothing is saved before you save it.</p>
        </Match>
      </Switch>
      <p class="acts">
        <Show when={both()}>
          {text => (
            <Button variant="primary" onClick={() => props.onGoOn(text())}>
              Merge my changes
            </Button>
          )}
        </Show>
        <Button onClick={() => props.onGoOn(props.theirs.yaml)}>Keep theirs, drop my changes</Button>
        <Show when={both() === undefined}>
          <Button onClick={() => props.onGoOn(props.mine)}>Keep mine, drop theirs</Button>
        </Show>
      </p>
    </Notice>
  )
}

const signs = { same: ' ', added: '+', removed: '−' }
const words = { same: '', added: 'Added: ', removed: 'Removed: ' }
