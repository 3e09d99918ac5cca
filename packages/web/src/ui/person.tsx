/** Somebody by their login, with what is known of them. */
import { Show } from 'solid-js'
import type { Person as KnownPerson } from '../data/people.ts'

export const Person = (props: { login: string; known: KnownPerson | undefined }) => (
  <span class="person">
    <Show when={props.known?.avatarUrl}>
      {url => <img src={url()} alt="" width="24" height="24" loading="lazy" referrerpolicy="no-referrer" />}
    </Show>
    <bdi>{props.login}</bdi>
    <Show when={props.known?.name}>{name => <bdi class="hint">{name()}</bdi>}</Show>
    <Show when={props.known?.signedIn === false}>
      <span class="badge">has not signed in yet</span>
    </Show>
  </span>
)
