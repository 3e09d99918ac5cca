/** /gateway/users: who has signed in, signing them out, blocking logins, and freeing one that changed hands. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { loginKey } from '@kachery-gateway/core/ids/login-key.ts'
import { createSignal, Show } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import { searched, useListing } from '../../data/use-listing.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Listing } from '../../ui/listing.tsx'
import { Time } from '../../ui/time.tsx'
import { ListSkeleton } from '../zone/list-skeleton.tsx'
import { GatewayFrame } from './gateway-frame.tsx'
import { gatewayKeys } from './gateway-keys.ts'
import { BlockedLogins } from './users/blocked-logins.tsx'
import { UserActions } from './users/user-actions.tsx'

type UserPage = AnswerOf<'GET /api/users'>
export type User = UserPage['items'][number]

export default function UsersPage() {
  return (
    <GatewayFrame heading="Users" fallback={<ListSkeleton />}>
      {() => <Users />}
    </GatewayFrame>
  )
}

function Users() {
  const [search, setSearch] = createSignal('')
  const [freeing, setFreeing] = createSignal<User>()
  const rows = useListing<User, UserPage>(() => ({
    key: [...gatewayKeys.users, search()],
    page: (api, call) => api('GET /api/users', searched(call, search()))
  }))
  const free = useChange({
    work: (api, { login }: User) => api('DELETE /api/users/login', { query: { login } }),
    affects: () => [gatewayKeys.users],
    done: (_, { login }) => `${login} is free`,
    onDone: () => setFreeing(undefined)
  })
  return (
    <>
      <p class="hint">
        Everyone who has signed in, by the numeric id of their GitHub account. A login belongs to one account. Another
        account with the same login is refused until you release the login.
      </p>
      <Listing
        name="Users of this gateway"
        rows={rows}
        search={{ value: search(), onSearch: setSearch, label: 'Search by login or account' }}
        failed="Couldn’t load the users"
        skeletonRows={6}
        empty={
          <>
            <h2>Nobody has signed in yet</h2>
            <p>Users appear here when they sign in for the first time.</p>
          </>
        }
        columns={[
          {
            head: 'Login',
            cell: user => (
              <>
                <bdi class="strong">{user.login}</bdi>
                <Show when={user.blocked}> (blocked)</Show>
              </>
            )
          },
          {
            head: 'Also known as',
            cell: user => (
              <bdi>
                {user.labels.filter(label => loginKey(label) !== loginKey(user.login)).join(', ') || (
                  <span class="hint">—</span>
                )}
              </bdi>
            )
          },
          { head: 'Account', cell: user => <code>{user.accountId}</code> },
          { head: 'Signed in', cell: user => <Time at={user.signedInAt} /> },
          { head: 'API keys', cell: user => user.apiKeys || <span class="hint">none</span> },
          {
            head: 'Actions',
            end: true,
            cell: user => (
              <>
                <UserActions of={user} />
                <Button variant="ghost" aria-label={`Release login ${user.login}`} onClick={() => setFreeing(user)}>
                  Release login
                </Button>
              </>
            )
          }
        ]}
      />
      {/* What stands below a list would move while it comes. */}
      <Show when={rows.items() !== undefined || rows.failure() !== undefined}>
        <BlockedLogins />
      </Show>
      <Show when={freeing()} keyed>
        {user => (
          <Confirm
            open
            title={`Release the login ${user.login}?`}
            act="Release login"
            busy={free.busy()}
            failure={free.failure()}
            onConfirm={() => free.run(user)}
            onClose={() => {
              free.reset()
              setFreeing(undefined)
            }}
          >
            <p>
              Account <code>{user.accountId}</code> loses within a minute what settings grant to <bdi>{user.login}</bdi>
              ; its sessions and API keys end. It keeps its clients, resources and zones. The next account that signs in
              with this login gets it.
            </p>
            <p>Only do this when GitHub gave the login to another account.</p>
          </Confirm>
        )}
      </Show>
    </>
  )
}
