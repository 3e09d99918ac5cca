/** At the right of the header: who is signed in and where that leads, or the way to sign in. */
import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { useLocation, useNavigate } from '@solidjs/router'
import { Match, Show, Switch } from 'solid-js'
import { pathOf } from '../data/base-path.ts'
import { type Me, signInAddress, useSession } from '../data/session.tsx'
import { useSignOut } from '../data/use-sign-out.ts'
import { Skeleton } from './skeleton.tsx'

export function AccountMenu() {
  const session = useSession()
  const location = useLocation()
  return (
    <div class="account">
      <Switch>
        <Match when={session.me()}>{me => <Menu me={me()} />}</Match>
        <Match when={session.me() === null && session.value()?.signIn === true}>
          <a
            class="button secondary"
            href={signInAddress(
              pathOf(location.pathname) === '/sign-in' ? '/' : `${location.pathname}${location.search}`
            )}
            target="_self"
          >
            Sign in
          </a>
        </Match>
        <Match when={session.asking()}>
          <Skeleton width="short" />
        </Match>
      </Switch>
    </div>
  )
}

function Menu(props: { me: Me }) {
  const navigate = useNavigate()
  const signOut = useSignOut()
  return (
    <DropdownMenu placement="bottom-end" gutter={6}>
      <DropdownMenu.Trigger class="secondary menu-trigger">
        <bdi>{props.me.login}</bdi>
        <span class="chevron" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content class="menu">
          <DropdownMenu.Group>
            <DropdownMenu.GroupLabel class="menu-head">
              Signed in as <bdi>{props.me.login}</bdi>
            </DropdownMenu.GroupLabel>
          </DropdownMenu.Group>
          <DropdownMenu.Separator class="menu-line" />
          <DropdownMenu.Item class="menu-item" onSelect={() => navigate('/files')}>
            My files
          </DropdownMenu.Item>
          <DropdownMenu.Item class="menu-item" onSelect={() => navigate('/account')}>
            My account
          </DropdownMenu.Item>
          <Show when={props.me.gatewayAdministrator}>
            <DropdownMenu.Item class="menu-item" onSelect={() => navigate('/gateway')}>
              Gateway administration
            </DropdownMenu.Item>
          </Show>
          <DropdownMenu.Separator class="menu-line" />
          <DropdownMenu.Item class="menu-item" onSelect={() => signOut.run(undefined)}>
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  )
}
