/** The settings file as it lies in the bucket, to be edited by hand. */
import { useBeforeLeave } from '@solidjs/router'
import { createSignal, onCleanup, onMount, Show } from 'solid-js'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { LoadedLater, lazyTwice } from '../../../ui/loaded-later.tsx'
import { Refusal } from '../../../ui/refusal.tsx'
import { ChangedMeanwhile } from './changed-meanwhile.tsx'
import type { Mistake } from './settings-mistake.ts'
import type { Settings } from './switches.ts'
import { useSettingsFile } from './use-settings-file.ts'
import type { YamlView } from './yaml-view.ts'

const YamlEditor = lazyTwice(() => import('./yaml-editor.tsx'))

export function SettingsFile(props: { zone: string; settings: Settings }) {
  const file = useSettingsFile(props.zone, () => props.settings)
  const [found, setFound] = createSignal<Mistake | undefined>(props.settings.mistake ?? undefined)
  const [leave, setLeave] = createSignal<() => void>()
  let view: YamlView | undefined
  const mistake = () => found() ?? file.refused()
  const save = () => {
    const wrong = mistake()
    if (wrong === undefined) void file.save()
    else view?.goTo(wrong.line)
  }

  useBeforeLeave(event => {
    if (!file.dirty() || event.defaultPrevented) return
    event.preventDefault()
    setLeave(() => () => event.retry(true))
  })
  onMount(() => {
    const keep = (event: BeforeUnloadEvent) => {
      if (file.dirty()) event.preventDefault()
    }
    window.addEventListener('beforeunload', keep)
    onCleanup(() => window.removeEventListener('beforeunload', keep))
  })

  return (
    <section class="card" aria-labelledby="file-heading">
      <h2 id="file-heading">settings/authorizationSettings.yaml</h2>
      <p class="hint">
        The file is in the zone’s bucket. Comments and order stay as you write them; switches change only their own
        values.
      </p>
      <Show when={file.theirs()}>
        {theirs => <ChangedMeanwhile base={file.base().yaml} mine={file.text()} theirs={theirs()} onGoOn={file.goOn} />}
      </Show>
      <LoadedLater
        fallback={<div class="yaml-editor loading" aria-hidden="true" />}
        failed="Couldn’t load the editor. You can use the switches."
      >
        <YamlEditor
          text={file.text()}
          changed={file.setText}
          found={setFound}
          save={save}
          ref={opened => {
            view = opened
          }}
        >
          <div class="form-acts">
            <Button variant="primary" busy={file.saving()} disabled={!file.dirty()} onClick={save}>
              Save
            </Button>
            <Button disabled={!file.dirty()} onClick={() => file.revert()}>
              Undo all changes
            </Button>
          </div>
          <p class="editor-state" role="status">
            <Show when={mistake()} fallback={file.dirty() ? 'Not saved yet.' : 'Saved.'}>
              {wrong => (
                <button type="button" class="mistake-line" onClick={() => view?.goTo(wrong().line)}>
                  Line {wrong().line}: {wrong().reason}
                </button>
              )}
            </Show>
          </p>
          <Refusal of={file.failure()} />
        </YamlEditor>
      </LoadedLater>
      <Show when={leave()} keyed>
        {go => (
          <Confirm open title="Leave without saving?" act="Leave" onConfirm={go} onClose={() => setLeave(undefined)}>
            <p>What you changed in the settings file is lost.</p>
          </Confirm>
        )}
      </Show>
    </section>
  )
}
