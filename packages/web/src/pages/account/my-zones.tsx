/** The zones that one looks after, and a new one in the gateway's default bucket. */
import { A } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import { captchaFor } from '../../data/captcha.ts'
import { type Me, useSession } from '../../data/session.tsx'
import { sessionKey } from '../../data/session-key.ts'
import { useChange } from '../../data/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Listing } from '../../ui/listing.tsx'
import { type MyZonesList, searchOf } from './use-mine.ts'

export function MyZones(props: { me: Me; rows: MyZonesList }) {
  const session = useSession()
  const [adding, setAdding] = createSignal(false)
  const [name, setName] = createSignal('')
  const add = useChange({
    work: async (api, zone: string) => {
      const captcha = await captchaFor(session.value()?.captchaSiteKey ?? null, 'add_zone')
      return api('POST /api/zones', { body: { zone, ...captcha } })
    },
    affects: () => [['GET /api/me/zones'], ['GET /api/zones'], sessionKey],
    done: ({ zone }) => `Zone ${zone} is added; say under Access who may store in it`,
    onDone: () => setAdding(false)
  })
  const full = () => props.me.zones.added >= props.me.zones.limit && !props.me.gatewayAdministrator
  return (
    <section class="card" aria-labelledby="zones-heading" id="zones">
      <div class="card-head">
        <h2 id="zones-heading">My zones</h2>
        <Show when={!full()}>
          <Button
            onClick={() => {
              setName(props.me.zones.added === 0 ? props.me.login : `${props.me.login}.`)
              setAdding(true)
            }}
          >
            Add a zone
          </Button>
        </Show>
      </div>
      <Listing
        name="My zones"
        rows={props.rows}
        {...searchOf(props.rows, 'Search by name')}
        failed="Couldn’t load your zones"
        columns={[
          { head: 'Zone', cell: ({ zone }) => <A href={`/zone/${zone}`}>{zone}</A> },
          {
            head: 'Owner',
            cell: ({ ownerId }) => (
              <Show when={ownerId} fallback={<span class="hint">nobody</span>}>
                {owner => <bdi>{owner()}</bdi>}
              </Show>
            )
          },
          { head: 'Your role', cell: ({ role }) => role }
        ]}
        empty={
          <p>
            You don’t own or administer a zone yet. A zone keeps a lab’s files apart from others’. You decide who can
            upload and download.
          </p>
        }
      />
      <p class="hint">
        You have added {props.me.zones.added} of {props.me.zones.limit} zones that one person can add. They are in this
        gateway’s default bucket. A gateway administrator can add a zone with its own bucket.
      </p>
      <Dialog
        open={adding()}
        title="Add a zone"
        onClose={() => {
          setAdding(false)
          add.reset()
        }}
      >
        <p>
          You own it. Under Access you decide who can upload, download and administer. Until you add people there,
          nobody can upload, including you.
        </p>
        <Form act="Add zone" busy={add.busy()} failure={add.failure()} onSend={() => add.run(name().trim())}>
          <Field
            label="Name"
            value={name()}
            onInput={setName}
            maxLength={100}
            required
            autofocus
            code
            hint={
              <>
                <code>{props.me.login}</code>, or what begins with <code>{props.me.login}.</code> (with the dot).
              </>
            }
          />
        </Form>
      </Dialog>
    </section>
  )
}
