/** Who is named in the settings, and what each may do. */
import { loginKey } from '@kachery-gateway/core/users/login-key.ts'
import { createSignal, For, Show } from 'solid-js'
import { useSession } from '../../../data/session.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
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
  const isMe = (userId: string) => session.me()?.labels.includes(loginKey(userId)) === true
  const set = (userId: string, right: Right, on: boolean) =>
    void props.switching.turn({ users: { [userId]: { [right]: on } } }, `What ${userId} may do stays as it was`)
  const turn = (userId: string, right: Right, on: boolean) => {
    if (right === 'admin' && !on && isMe(userId)) setSteppingDown(userId)
    else set(userId, right, on)
  }
  return (
    <section class="card" aria-labelledby="users-heading">
      <h2 id="users-heading">Users</h2>
      <Show
        when={users().length > 0}
        fallback={<p class="empty-line">Nobody is named yet. Add a colleague below by their GitHub login.</p>}
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
                      <bdi>{userId}</bdi>
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
      <AddUser known={users().map(idOf)} switching={props.switching} />
      <Show when={leaving()} keyed>
        {userId => (
          <Confirm
            open
            title={`Remove ${userId} from zone ${props.zone}?`}
            act="Remove user"
            onConfirm={() => {
              setLeaving(undefined)
              void props.switching.turn({ users: { [userId]: null } }, `${userId} is still there`)
            }}
            onClose={() => setLeaving(undefined)}
          >
            <p>
              Within a minute <bdi>{userId}</bdi>, and the clients of <bdi>{userId}</bdi>, may do no more here than
              everybody. Files and clients stay; links handed out before live up to an hour.
            </p>
            <Show when={isMe(userId)}>
              <p>
                <strong>This is you.</strong> You may no longer be able to open this page.
              </p>
            </Show>
          </Confirm>
        )}
      </Show>
      <Show when={steppingDown()} keyed>
        {userId => (
          <Confirm
            open
            title="Give up administering this zone?"
            act="Give it up"
            onConfirm={() => {
              setSteppingDown(undefined)
              set(userId, 'admin', false)
            }}
            onClose={() => setSteppingDown(undefined)}
          >
            <p>
              You may no longer be able to open these pages, nor to give it back to yourself. Another administrator of
              the zone, its owner or one of the gateway’s administrators can.
            </p>
          </Confirm>
        )}
      </Show>
    </section>
  )
}

function AddUser(props: { known: readonly string[]; switching: ReturnType<typeof useSwitching> }) {
  const [login, setLogin] = createSignal('')
  const [mistake, setMistake] = createSignal<string>()
  const add = () => {
    const userId = login().trim().replace(/^@/, '')
    if (userId === '') return setMistake('Write the GitHub login of the user.')
    if (userId.length > 100) return setMistake('A user’s name has at most 100 characters.')
    if (props.known.includes(userId)) return setMistake(`${userId} is in the list already.`)
    setMistake(undefined)
    setLogin('')
    void props.switching
      .turn({ users: { [userId]: { upload: true, download: true } } }, `${userId} is not added`)
      .then(added => {
        if (!added && login() === '') setLogin(userId)
      })
  }
  return (
    <Form act="Add user" onSend={add}>
      <Field
        label="Add a user"
        value={login()}
        onInput={text => {
          setLogin(text)
          setMistake(undefined)
        }}
        mistake={mistake()}
        placeholder="GitHub login"
        maxLength={101}
        hint="May upload and download, until you switch that above. Counts within a minute; they need not have been here before."
      />
    </Form>
  )
}
