/** What happened, the newest first. */
import { A } from '@solidjs/router'
import { For, Match, Show, Switch } from 'solid-js'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { KindIcon } from '../../../ui/icons.tsx'
import { bytesText } from '../usage/quantity.ts'
import { agentText } from './agent-text.ts'
import { Ago } from './ago.tsx'
import { inWords, type Line, linkIn } from './in-words.ts'
import { SettingsChange } from './settings-change.tsx'

interface ActivityListProps {
  zone: string
  lines: readonly Line[]
  name: string
  /** To see what one client did alone; absent: that is not offered. */
  onChoose?: ((client: string) => void) | undefined
  /** To see what is known of a file, by its hash; absent: that is not offered. */
  onOpen?: ((hash: string) => void) | undefined
}

export function ActivityList(props: ActivityListProps) {
  return (
    <ol class="activity" aria-label={props.name}>
      <For each={props.lines}>
        {line => {
          const told = inWords(line)
          return (
            <li>
              <KindIcon kind={told.icon} severity={told.severity} />
              <div>
                <p>
                  <strong>{told.what}</strong> <Who line={line} zone={props.zone} onChoose={props.onChoose} />
                  <Show when={line.label}>
                    {' '}
                    · <bdi>{line.label}</bdi>
                  </Show>
                </p>
                <Show when={line.settings}>{changes => <SettingsChange zone={props.zone} changes={changes()} />}</Show>
                <Show when={told.why}>{why => <p class="why">{why()}</p>}</Show>
                <p class="hint">
                  <Ago at={line.time} />
                  <Show when={line.hash}>
                    {hash => (
                      <>
                        {' '}
                        ·{' '}
                        <Show when={props.onOpen} fallback={<code title={hash()}>{hash().slice(0, 10)}…</code>}>
                          {open => (
                            <button type="button" class="hash" title={hash()} onClick={() => open()(hash())}>
                              <span class="unseen">What is known of </span>
                              <code>{hash().slice(0, 10)}…</code>
                            </button>
                          )}
                        </Show>{' '}
                        <CopyButton text={`sha1://${hash()}`} what={`the URI of ${hash().slice(0, 10)}`} />
                      </>
                    )}
                  </Show>
                  <Show when={line.size !== null}> · {bytesText(line.size ?? 0)}</Show>
                  <Show when={line.userAgent}>
                    {' '}
                    · <span title={line.userAgent ?? ''}>{agentText(line.userAgent ?? '')}</span>
                  </Show>
                </p>
              </div>
            </li>
          )
        }}
      </For>
    </ol>
  )
}

const Who = (props: { line: Line } & Pick<ActivityListProps, 'zone' | 'onChoose'>) => (
  <Switch
    fallback={
      <span class="hint">
        <Show when={linkIn(props.line.about)} fallback="by anyone">
          {link => (
            <>
              by link <code>{link()}</code>
            </>
          )}
        </Show>
      </span>
    }
  >
    <Match when={props.line.login}>
      {login => (
        <span class="hint">
          by <bdi>{login()}</bdi>
        </span>
      )}
    </Match>
    <Match when={props.line.clientId}>
      {clientId => (
        <span class="hint">
          by client{' '}
          <A href={`/client/${clientId()}?zone=${encodeURIComponent(props.zone)}`} title={clientId()}>
            <Show when={props.line.clientLabel} fallback={<code>{clientId().slice(0, 10)}…</code>}>
              {label => <bdi>{label()}</bdi>}
            </Show>
          </A>
          <Show when={props.line.clientOwner}>
            {owner => (
              <>
                {' '}
                of <bdi>{owner()}</bdi>
              </>
            )}
          </Show>
          <Show when={props.onChoose}>
            {choose => (
              <>
                {' '}
                <button
                  type="button"
                  class="client-choice"
                  aria-label={`Filter by this client: ${props.line.clientLabel ?? clientId().slice(0, 10)}`}
                  onClick={() => choose()(clientId())}
                >
                  Filter by this client
                </button>
              </>
            )}
          </Show>
        </span>
      )}
    </Match>
  </Switch>
)
