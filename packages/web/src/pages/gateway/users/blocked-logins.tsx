/** The logins that are blocked; also one that has never signed in can be. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createSignal } from 'solid-js'
import { useListing } from '../../../data/use-listing.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Listing } from '../../../ui/listing.tsx'
import { Time } from '../../../ui/time.tsx'
import { gatewayKeys } from '../gateway-keys.ts'
import { useBlock } from './use-block.ts'

type Blocked = AnswerOf<'GET /api/blocked-logins'>

export function BlockedLogins() {
  const [blocking, setBlocking] = createSignal(false)
  const [login, setLogin] = createSignal('')
  const { block, unblock } = useBlock(() => {
    setBlocking(false)
    setLogin('')
  })
  const rows = useListing<Blocked['items'][number], Blocked & { next: null }>(() => ({
    key: gatewayKeys.blocked,
    page: async (api, { signal }) => ({ ...(await api('GET /api/blocked-logins', { signal })), next: null })
  }))
  return (
    <section class="card" aria-labelledby="blocked-heading">
      <div class="card-head">
        <h2 id="blocked-heading">Blocked logins</h2>
        <Button onClick={() => setBlocking(true)}>Block a login</Button>
      </div>
      <Listing
        name="Blocked logins"
        rows={rows}
        failed="Couldn’t load the blocked logins"
        skeletonRows={1}
        empty={<p>No login is blocked.</p>}
        columns={[
          { head: 'Login', cell: one => <bdi class="strong">{one.login}</bdi> },
          { head: 'Blocked', cell: one => <Time at={one.since} /> },
          { head: 'By', cell: one => <bdi>{one.by}</bdi> },
          {
            head: 'Actions',
            end: true,
            cell: one => (
              <Button variant="ghost" busy={unblock.busy()} onClick={() => unblock.run(one.login)}>
                Unblock<span class="unseen"> {one.login}</span>
              </Button>
            )
          }
        ]}
      />
      <Dialog
        open={blocking()}
        title="Block a login"
        onClose={() => {
          setBlocking(false)
          block.reset()
        }}
      >
        <p>
          Whoever has it is refused within a minute: sessions, API keys and clients. It need not have signed in yet.
        </p>
        <Form
          act="Block login"
          busy={block.busy()}
          failure={block.failure()}
          onSend={() => {
            const name = login().trim()
            if (name !== '') block.run(name)
          }}
        >
          <Field label="GitHub login" value={login()} onInput={setLogin} longest={100} required autofocus code />
        </Form>
      </Dialog>
    </section>
  )
}
