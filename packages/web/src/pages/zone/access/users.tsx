/** The users in the settings, and what each can do. */
import { loginKey } from '@kachery-gateway/core/ids/login-key.ts'
import { createSignal, For, Show } from 'solid-js'
import { usePeople } from '../../../data/people.ts'
import { useSession } from '../../../data/session.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Person } from '../../../ui/person.tsx'
import { AddUser } from './add-user.tsx'
import { Switch } from './switch.tsx'
import { type Allows, type Right, type UserAccess, usersOf } from './switches.ts'
import type { useSwitching } from './use-switching.ts'

interface UsersProps {
  zone: string
  allows: Allows
  switching: ReturnType<typeof useSwitching>
}

const rights = [
  ['upload', 'Upload'],
  ['download', 'Download'],
  ['admin', 'Admin']
] as const satisfies readonly (readonly [Right, string])[]

export function Users(props: UsersProps) {
  const session = useSession()
  const [leaving, setLeaving] = createSignal<string>()
  const [steppingDown, setSteppingDown] = createSignal<string>()
  const users = () => usersOf(props.allows)
  const idOf = (user: UserAccess) => user.userId
  const byId = (userId: string) => users().find(user => loginKey(user.userId) === loginKey(userId))
  const person = usePeople(
    () => props.zone,
    () => users().map(idOf)
  )
  const isMe = (userId: string) => session.me()?.labels.includes(loginKey(userId)) === true
  const set = (userId: string, right: Right, on: boolean) =>
    void props.switching.turn({ users: { [userId]: { [right]: on } } }, `Couldn’t change what ${userId} can do`)
  const turn = (userId: string, right: Right, on: boolean) => {
    if (right === 'admin' && !on && isMe(userId)) setSteppingDown(userId)
    else set(userId, right, on)
  }
  return (
    <section class="card" aria-labelledby="users-heading">
      <h2 id="users-heading">Users</h2>
      <Show
        when={users().length > 0}
        fallback={<p class="empty-line">No users yet. Add a colleague below by their GitHub login.</p>}
      >
        <div class="table-place">
          <table class="rights" aria-labelledby="users-heading">
            <thead>
              <tr>
                <th scope="col">User</th>
                <For each={rights}>{([, name]) => <th scope="col">{name}</th>}</For>
                <th scope="col">
                  <span class="unseen">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={users().map(idOf)}>
                {userId => (
                  <tr>
                    <th scope="row">
                      <Person login={userId} known={person(userId)} />
                      <Show when={isMe(userId)}>
                        <span class="badge">you</span>
                      </Show>
                    </th>
                    <For each={rights}>
                      {([right, name]) => (
                        <td data-head={name}>
                          <Switch
                            label={`${name} for ${userId}`}
                            on={byId(userId)?.[right] === true}
                            onTurn={on => turn(userId, right, on)}
                          />
                        </td>
                      )}
                    </For>
                    <td class="end">
                      <Button variant="ghost" aria-label={`Remove ${userId}`} onClick={() => setLeaving(userId)}>
                        Remove
                      </Button>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
      <AddUser zone={props.zone} isThere={login => byId(login) !== undefined} switching={props.switching} />
      <Show when={leaving()} keyed>
        {userId => (
          <Confirm
            open
            title={`Remove ${userId} from zone ${props.zone}?`}
            act="Remove user"
            onConfirm={() => {
              setLeaving(undefined)
              void props.switching.turn({ users: { [userId]: null } }, `Couldn’t remove ${userId}`)
            }}
            onClose={() => setLeaving(undefined)}
          >
            <p>
              Within a minute <bdi>{userId}</bdi> and their clients lose these permissions. Their files and clients
              stay. Links that were issued before work for up to an hour.
            </p>
            <Show when={isMe(userId)}>
              <p>
                <strong>This is you.</strong> You may lose access to this page.
              </p>
            </Show>
          </Confirm>
        )}
      </Show>
      <Show when={steppingDown()} keyed>
        {userId => (
          <Confirm
            open
            title="Stop administering this zone?"
            act="Stop administering"
            onConfirm={() => {
              setSteppingDown(undefined)
              set(userId, 'admin', false)
            }}
            onClose={() => setSteppingDown(undefined)}
          >
            <p>
              You may lose access to these pages, and can’t undo this yourself. Another administrator of the zone, its
              owner or a gateway administrator can.
            </p>
          </Confirm>
        )}
      </Show>
    </section>
  )
}
