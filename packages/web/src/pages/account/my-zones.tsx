/** The zones where one can do something: what, how they are, what they moved; and a new one in the default bucket. */

import { zoneNameRule } from '@kachery-gateway/core/ids/zone-name-rule.ts'
import { A } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import { captchaFor } from '../../data/captcha.ts'
import type { MyZone } from '../../data/my-zones.ts'
import { zoneNameMistake } from '../../data/page-address.ts'
import { type Me, useSession } from '../../data/session.tsx'
import { sessionKey } from '../../data/session-key.ts'
import { useChange } from '../../data/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Listing } from '../../ui/listing.tsx'
import { searchOf, useMyZones } from './use-mine.ts'
import { ZoneHealthCell, ZoneMovedCell } from './zone-cells.tsx'

/** `rows`: where whoever shows it waits for them. */
export function MyZones(props: { me: Me; rows?: ReturnType<typeof useMyZones> }) {
  const rows = props.rows ?? useMyZones()
  const session = useSession()
  const [adding, setAdding] = createSignal(false)
  const [name, setName] = createSignal('')
  const [mistake, setMistake] = createSignal<string>()
  const add = useChange({
    work: async (api, zone: string) => {
      const captcha = await captchaFor(session.value()?.captchaSiteKey ?? null, 'add_zone')
      return api('POST /api/zones', { body: { zone, ...captcha } })
    },
    affects: () => [['GET /api/me/zones'], ['GET /api/zones'], sessionKey],
    done: ({ zone }) => `Zone ${zone} is added; say under Access who may store in it`,
    onDone: () => setAdding(false)
  })
  const send = () => {
    const zone = name().trim()
    setMistake(zone === `${props.me.login}.` ? `Type what comes after ${zone}` : zoneNameMistake(zone))
    if (mistake() === undefined) add.run(zone)
  }
  const full = () => props.me.zones.added >= props.me.zones.limit && !props.me.gatewayAdministrator
  return (
    <section class="card my-zones" aria-labelledby="zones-heading" id="zones">
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
        rows={rows}
        {...searchOf(rows, 'Search by name')}
        failed="Couldn’t load your zones"
        columns={[
          {
            head: 'Zone',
            cell: ({ zone, ownerId, role }) => (
              <>
                <A href={`/zone/${zone}`} class="strong">
                  {zone}
                </A>
                <span class="hint below">{role === 'user' ? `of ${ownerId ?? 'the gateway'}` : role}</span>
              </>
            )
          },
          { head: 'You can', cell: zone => rightsText(zone) },
          { head: 'Bucket', cell: zone => <ZoneHealthCell of={zone} /> },
          { head: 'Uploaded, 30 days', end: true, cell: zone => <ZoneMovedCell of={zone} what="upload" /> },
          { head: 'Downloaded, 30 days', end: true, cell: zone => <ZoneMovedCell of={zone} what="download" /> }
        ]}
        empty={
          <p>
            You can’t use a zone here yet. Ask a zone’s administrator to add you, or add your own. A zone keeps a lab’s
            files apart from others’. You decide who can upload and download.
          </p>
        }
      />
      <Show when={rows.items() !== undefined || rows.failure() !== undefined}>
        <p class="hint">
          You have added {props.me.zones.added} of {props.me.zones.limit} zones that one person can add. They are in
          this gateway’s default bucket. A gateway administrator can add a zone with its own bucket.
        </p>
      </Show>
      <Dialog
        open={adding()}
        title="Add a zone"
        onClose={() => {
          setAdding(false)
          setMistake(undefined)
          add.reset()
        }}
      >
        <p>
          You own it. Under Access you decide who can upload, download and administer. Until you add people there,
          nobody can upload, including you.
        </p>
        <Form act="Add zone" busy={add.busy()} failure={add.failure()} onSend={send}>
          <Field
            label="Name"
            value={name()}
            onInput={setName}
            mistake={mistake()}
            longest={100}
            required
            autofocus
            code
            hint={
              <>
                Must be <code>{props.me.login}</code> or start with <code>{props.me.login}.</code> It has {zoneNameRule}
                .
              </>
            }
          />
        </Form>
      </Dialog>
    </section>
  )
}

function rightsText({ rights }: MyZone): string {
  if (rights === null) return 'unknown now'
  const names = (['upload', 'download', 'administer'] as const).filter(right => rights[right])
  return names.join(', ') || 'nothing'
}
