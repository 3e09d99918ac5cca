/** Whether the zone's files have readers of their own; then who reads new ones, who shares them, and the zone's teams. */
import { createSignal, Show } from 'solid-js'
import { useAnswer } from '../../../data/use-answer.ts'
import { useChange } from '../../../data/use-change.ts'
import { Answered } from '../../../ui/answered.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { visibilityText } from '../../files/listed-file.tsx'
import { zoneKeys } from '../zone-keys.ts'
import { ChangeFileSettings, type FileSettings, sharingText } from './change-file-settings.tsx'

export function FileReaders(props: { zone: string }) {
  const asked = useAnswer(() => ({
    key: zoneKeys.fileSettings(props.zone),
    ask: (api, signal) => api('GET /api/zones/{zone}/file-settings', { path: { zone: props.zone }, signal })
  }))
  return (
    <section class="card" aria-labelledby="readers-heading">
      <h2 id="readers-heading">Readers of files</h2>
      <Answered of={asked} fallback={<Skeleton width="medium" />} failed="Couldn’t load the readers of files">
        {settings => (
          <Show when={settings().readers} fallback={<GiveReaders zone={props.zone} settings={settings()} />}>
            <Given zone={props.zone} settings={settings()} />
          </Show>
        )}
      </Answered>
    </section>
  )
}

function GiveReaders(props: { zone: string; settings: FileSettings }) {
  const [open, setOpen] = createSignal(false)
  const give = useChange({
    work: (api, { teams, version }: FileSettings) =>
      api('PUT /api/zones/{zone}/file-settings', {
        path: { zone: props.zone },
        body: { defaultVisibility: 'zone', sharing: 'owners', teams, version }
      }),
    affects: () => [zoneKeys.fileSettings(props.zone), zoneKeys.zone(props.zone)],
    done: 'Files have readers; it counts within a minute',
    onDone: () => setOpen(false)
  })
  return (
    <>
      <p class="hint">Whoever can download here can read every file.</p>
      <p class="form-acts">
        <Button onClick={() => setOpen(true)}>Give files readers</Button>
      </p>
      <Confirm
        open={open()}
        title="Give each file its own readers?"
        act="Give files readers"
        busy={give.busy()}
        failure={give.failure()}
        onConfirm={() => give.run(props.settings)}
        onClose={() => {
          setOpen(false)
          give.reset()
        }}
      >
        <p>
          Whoever stores a file then has it, and says who can read it: the zone, a team, anyone, or nobody else. Files
          that are there stay as they are. This can’t be switched off here, since private files would be open.
        </p>
      </Confirm>
    </>
  )
}

function Given(props: { zone: string; settings: FileSettings }) {
  const [open, setOpen] = createSignal(false)
  const teams = () =>
    props.settings.teams
      .map(({ name, github }) => (github === undefined ? name : `${name} (with ${github} at GitHub)`))
      .join(', ') || 'none'
  return (
    <>
      <p class="hint">
        New files: {visibilityText(props.settings.defaultVisibility)}. Share links:{' '}
        {sharingText(props.settings.sharing)}. Teams: <bdi>{teams()}</bdi>.
      </p>
      <p class="form-acts">
        <Button onClick={() => setOpen(true)}>Change readers</Button>
      </p>
      <ChangeFileSettings open={open()} zone={props.zone} settings={props.settings} onClose={() => setOpen(false)} />
    </>
  )
}
