/** What a client did last: told to its owner and to its zone's administrators. */
import { createSignal, Match, Show, Switch } from 'solid-js'
import { useSession } from '../../data/session.tsx'
import { Button } from '../../ui/button.tsx'
import { LastUsed } from '../../ui/last-used.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { type ClientAddress, useLastActivity } from './use-client.ts'

const words: Record<string, string> = {
  findFile: 'asked for a file',
  initiateFileUpload: 'began an upload',
  finalizeFileUpload: 'stored a file',
  deleteFile: 'deleted a file',
  getClientInfo: 'asked who it is'
}

/** The day of its last upload or download, as usage counts it; to whom the last activity is told. */
export function LastUse(props: { about: ClientAddress; known: boolean }) {
  const session = useSession()
  const asked = useLastActivity(
    props.about,
    () => props.known && session.me() != null,
    () => undefined
  )
  return (
    <Switch fallback={<Skeleton width="short" />}>
      <Match when={asked.value()}>{answer => <LastUsed day={answer().lastUsed} />}</Match>
      <Match when={props.known && (session.me() === null || asked.failure() !== undefined)}>
        <span class="hint">Not shown</span>
      </Match>
    </Switch>
  )
}

/** `known`: that there is such a client, and who is asking. */
export function LastActivity(props: { about: ClientAddress; known: boolean }) {
  const session = useSession()
  const [after, setAfter] = createSignal<string>()
  const asked = useLastActivity(props.about, () => props.known && session.me() != null, after)
  return (
    <Switch fallback={<Skeleton width="medium" />}>
      <Match when={props.known && session.me() === null}>
        <span class="hint">Its owner sees it when signed in.</span>
      </Match>
      <Match when={asked.value()?.last}>
        {last => (
          <>
            <Time at={last().time} /> <span class="hint">{words[last().type] ?? last().type}</span>
          </>
        )}
      </Match>
      <Match when={asked.value()}>
        {answer => (
          <>
            <Show when={answer().lookedBackTo} fallback={answer().complete ? 'None' : 'Unknown at the moment'}>
              {at => (
                <>
                  None since <Time at={at()} />
                  <Show when={answer().lastUsed}>
                    {day => (
                      <>
                        ; last used on <LastUsed day={day()} />
                      </>
                    )}
                  </Show>
                </>
              )}
            </Show>
            <Show when={answer().next}>
              {next => (
                <>
                  {' '}
                  <Button variant="ghost" busy={asked.asking()} onClick={() => setAfter(next())}>
                    Look further back
                  </Button>
                </>
              )}
            </Show>
          </>
        )}
      </Match>
      <Match when={asked.failure()?.status === 403}>
        <span class="hint">Its owner and the zone’s administrators see it.</span>
      </Match>
      <Match when={asked.failure()}>
        <span class="hint">Unknown at the moment.</span>
      </Match>
    </Switch>
  )
}
