/** The zones of who is signed in, at a glance. */
import { A } from '@solidjs/router'
import { For, Match, Show, Switch } from 'solid-js'
import type { Me } from '../../data/session.tsx'
import { useAnswer } from '../../data/use-answer.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { WaitFor } from '../../ui/wait-for.tsx'

/** The others are in the account's list. */
const shown = '6'

/** `asks`: whether somebody is signed in. */
export const useZonesAtAGlance = (asks: () => boolean) =>
  useAnswer(() => ({
    key: asks() ? ['GET /api/me/zones', 'at a glance'] : undefined,
    ask: (api, signal) => api('GET /api/me/zones', { query: { limit: shown }, signal })
  }))

export function MyZones(props: { me: Me; zones: ReturnType<typeof useZonesAtAGlance> }) {
  const items = () => props.zones.value()?.items
  return (
    <section class="card" aria-labelledby="zones-heading" aria-busy={props.zones.value() === undefined}>
      <div class="card-head">
        <h2 id="zones-heading">Your zones</h2>
        <A href="/account">My account</A>
      </div>
      <Switch
        fallback={
          <p>
            <Skeleton width="medium" />
          </p>
        }
      >
        <Match when={items()?.length === 0 && props.zones.value()?.next === null}>
          <p>
            You don’t own or administer a zone yet. <A href="/account#zones">Add one</A> to store a lab’s files apart
            from others’, with your own rules.
          </p>
        </Match>
        <Match when={items()}>
          {known => (
            <>
              <ul class="links">
                <For each={known()}>
                  {({ zone, role }) => (
                    <li>
                      <A href={`/zone/${zone}`}>{zone}</A> <span class="badge">{role}</span>
                    </li>
                  )}
                </For>
              </ul>
              <Show when={props.zones.value()?.next != null}>
                <p>
                  <A href="/account#zones">All your zones</A>
                </p>
              </Show>
            </>
          )}
        </Match>
        <Match when={props.zones.failure()}>{failure => <p>Couldn’t load your zones: {failure().sentence}</p>}</Match>
      </Switch>
      <WaitFor of={[props.zones]}>
        <Show when={props.me.gatewayAdministrator}>
          <p>
            <A href="/gateway">Gateway administration</A>
          </p>
        </Show>
      </WaitFor>
    </section>
  )
}
