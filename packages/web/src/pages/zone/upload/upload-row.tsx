/** One upload: what it is, how far it is, and what can be done. */
import { type JSX, Match, Show, Switch } from 'solid-js'
import { Button } from '../../../ui/button.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { type Severity, SeverityIcon, StepIcon } from '../../../ui/icons.tsx'
import { chosenByInput, filePicker } from '../../../uploads/chosen-files.ts'
import type { Row } from '../../../uploads/queue-item.ts'
import type { Phase } from '../../../uploads/upload.ts'
import type { UploadQueue } from '../../../uploads/upload-queue.ts'
import { bytesText } from '../usage/quantity.ts'
import { stateText } from './in-words.ts'

interface UploadRowProps {
  row: Row
  queue: UploadQueue
}

export function UploadRow(props: UploadRowProps) {
  const name = () => props.row.name
  const is = (...phases: Phase[]) => phases.includes(props.row.phase)
  return (
    <li class={`upload-row ${props.row.phase}`}>
      <Mark phase={props.row.phase} />
      <div class="upload-words">
        <p class="upload-name">
          <bdi class="strong">{name()}</bdi> <span class="hint">{bytesText(props.row.size)}</span>
        </p>
        <p class="upload-state">{stateText(props.row)}</p>
        <Show when={is('hashing', 'uploading', 'paused', 'needs-file', 'needs-permission')}>
          <progress max={props.row.size || 1} value={props.row.done} aria-label={`Progress of ${name()}`} />
        </Show>
      </div>
      <div class="upload-acts">
        <Switch>
          <Match when={is('stored') && props.row.sha1}>
            {sha1 => <CopyButton text={`sha1://${sha1()}`} what={`the URI of ${name()}`} />}
          </Match>
          <Match when={is('failed')}>
            <Act of={name()} onClick={() => void props.queue.retry(props.row.id)}>
              Try again
            </Act>
          </Match>
          <Match when={is('paused')}>
            <Act of={name()} onClick={() => void props.queue.retry(props.row.id)}>
              Try now
            </Act>
          </Match>
          <Match when={is('needs-permission')}>
            <Act of={name()} onClick={() => void props.queue.permit(props.row.id)}>
              Go on
            </Act>
          </Match>
          <Match when={is('needs-file')}>
            <ChooseAgain {...props} />
          </Match>
        </Switch>
        <Show when={!is('stored')}>
          <Button
            variant="ghost"
            aria-label={`${is('failed') ? 'Remove' : 'Cancel'} ${name()}`}
            onClick={() => void props.queue.cancel(props.row.id)}
          >
            {is('failed') ? 'Remove' : 'Cancel'}
          </Button>
        </Show>
      </div>
    </li>
  )
}

/** Its label begins with what is written on it, so that who speaks to the computer finds it. */
const Act = (props: { of: string; onClick(): void; children: string }): JSX.Element => (
  <Button aria-label={`${props.children} ${props.of}`} onClick={() => props.onClick()}>
    {props.children}
  </Button>
)

function ChooseAgain(props: UploadRowProps) {
  const picker = filePicker()
  let input: HTMLInputElement | undefined
  const choose = async () => {
    if (picker === undefined) return input?.click()
    const [chosen] = await picker.files(false)
    if (chosen !== undefined) props.queue.choose(props.row.id, chosen)
  }
  return (
    <>
      <Act of={props.row.name} onClick={() => void choose()}>
        Choose the file
      </Act>
      <input
        ref={input}
        type="file"
        hidden
        onChange={event => {
          const [chosen] = chosenByInput(event.currentTarget.files ?? [])
          event.currentTarget.value = ''
          if (chosen !== undefined) props.queue.choose(props.row.id, chosen)
        }}
      />
    </>
  )
}

const severities: Partial<Record<Phase, Severity>> = {
  stored: 'good',
  failed: 'bad',
  paused: 'warn',
  'needs-file': 'warn',
  'needs-permission': 'warn'
}

const Mark = (props: { phase: Phase }) => (
  <Show
    when={severities[props.phase]}
    fallback={
      <Show when={props.phase !== 'waiting'} fallback={<StepIcon done={false} />}>
        <span class="spinner" aria-hidden="true" />
      </Show>
    }
  >
    {severity => <SeverityIcon severity={severity()} />}
  </Show>
)
