/** /zone/{zone}/access: who may do what, by switches or as the file itself (?as=file). */
import { useSearchParams } from '@solidjs/router'
import { Match, Show, Switch } from 'solid-js'
import { queryText } from '../../data/page-address.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'
import { FileReaders } from './access/file-readers.tsx'
import { PublicAccess } from './access/public-access.tsx'
import { SettingsFile } from './access/settings-file.tsx'
import type { Settings } from './access/switches.ts'
import { useSwitching } from './access/use-switching.ts'
import { Users } from './access/users.tsx'
import { Choice } from './choice.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { bytesText, countOf } from './usage/quantity.ts'
import { useZone } from './use-zone.ts'
import { ZoneFrame } from './zone-frame.tsx'
import { zoneKeys } from './zone-keys.ts'

export default function AccessPage() {
  return (
    <ZoneFrame heading="Access" fallback={<ListSkeleton />}>
      {zone => <Access zone={zone} />}
    </ZoneFrame>
  )
}

const views = [
  { value: 'switches', label: 'Switches' },
  { value: 'file', label: 'File' }
] as const

function Access(props: { zone: string }) {
  const [query, setQuery] = useSearchParams()
  const asked = useAnswer(() => ({
    key: zoneKeys.settings(props.zone),
    ask: (api, signal) => api('GET /api/zones/{zone}/settings', { path: { zone: props.zone }, signal })
  }))
  const zone = useZone(props.zone)
  const switching = useSwitching(props.zone)
  const view = () => (queryText(query.as) === 'file' ? 'file' : 'switches')
  return (
    <>
      <div class="page-bar">
        <Choice
          name="Shown as"
          options={views}
          value={view()}
          onChoose={as => setQuery({ as: as === 'file' ? as : undefined }, { replace: true })}
        />
        <p class="hint">
          <Show when={asked.value()}>{settings => <LastChange settings={settings()} />}</Show>
        </p>
      </div>
      <Show when={zone.value()?.scratch}>
        {scratch => (
          <Notice severity="info" title="This is a scratch zone">
            <p>
              Anyone can upload here, signed in or not, whatever is set below: up to {bytesText(scratch().fileBytes)} a
              file, {countOf(scratch().filesPerDay, 'file')} and {bytesText(scratch().bytesPerDay)} a day. Uploaded
              files are deleted after {scratch().retentionDays} days.
            </p>
          </Notice>
        )}
      </Show>
      <Answered of={asked} fallback={<ListSkeleton />} failed="Couldn’t load permissions">
        {settings => (
          <Switch>
            <Match when={view() === 'file'}>
              <SettingsFile zone={props.zone} settings={settings()} />
            </Match>
            <Match when={settings().allows}>
              {allows => (
                <>
                  <PublicAccess allows={switching.shown(allows())} switching={switching} />
                  <Users zone={props.zone} allows={switching.shown(allows())} switching={switching} />
                  <Show when={zone.value()?.scratch === null}>
                    <FileReaders zone={props.zone} />
                  </Show>
                </>
              )}
            </Match>
            <Match when={settings().mistake}>
              {mistake => (
                <Notice severity="bad" title="The settings file has a mistake, so nothing is allowed in this zone">
                  <p>
                    Line {mistake().line}: {mistake().reason}.
                  </p>
                  <p>
                    <a href="?as=file" class="button secondary">
                      Open the file
                    </a>
                  </p>
                </Notice>
              )}
            </Match>
          </Switch>
        )}
      </Answered>
    </>
  )
}

const LastChange = (props: { settings: Settings }) => (
  <Switch fallback="Changed last by hand, or by another gateway.">
    <Match when={!props.settings.exists}>Default settings; nobody has changed them yet.</Match>
    <Match when={props.settings.changed}>
      {changed => (
        <>
          Changed last by <bdi>{changed().by}</bdi>, <Time at={changed().at} />.
        </>
      )}
    </Match>
  </Switch>
)
