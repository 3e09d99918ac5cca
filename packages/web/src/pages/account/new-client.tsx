/** A client made in this browser: registered in a zone, and given out as the two files that the Python client reads. */
import { createSignal, Match, Switch } from 'solid-js'
import { captchaFor } from '../../data/captcha.ts'
import { type NewClient as Made, makeClient } from '../../data/client-keys.ts'
import { zoneNameMistake } from '../../data/page-address.ts'
import { useSession } from '../../data/session.tsx'
import { useChange } from '../../data/use-change.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { MadeClient } from './made-client.tsx'

export function NewClient(props: { open: boolean; onClose(): void }) {
  const session = useSession()
  const [zone, setZone] = createSignal('default')
  const [label, setLabel] = createSignal('')
  const [mistake, setMistake] = createSignal<string>()
  const [made, setMade] = createSignal<Made>()

  const register = useChange({
    work: async (api, client: Made) => {
      const captcha = await captchaFor(session.value()?.captchaSiteKey ?? null, 'register_client')
      const { clientId, signature } = client
      return api('POST /api/zones/{zone}/clients', {
        path: { zone: zone() },
        body: { clientId, signature, label: label(), ...captcha }
      })
    },
    affects: () => [['GET /api/me/clients'], ['GET /api/zones/{zone}/clients', zone()]],
    onDone: (_, client) => setMade(client)
  })

  const make = async () => {
    setMistake(zoneNameMistake(zone()))
    if (mistake() !== undefined) return
    try {
      register.run(await makeClient())
    } catch {
      setMistake('This browser can’t make these keys. Use a newer one, over https.')
    }
  }
  const close = () => {
    props.onClose()
    // The private key is nowhere any more.
    setMade(undefined)
    setLabel('')
    register.reset()
  }
  return (
    <Dialog open={props.open} title={made() === undefined ? 'New client' : 'Save the two key files'} onClose={close}>
      <Switch>
        <Match when={made()}>{client => <MadeClient client={client()} zone={zone()} onClose={close} />}</Match>
        <Match when={true}>
          <p>
            Its keys are made in this browser. You put them on the computer that will store files; the private one never
            leaves this page otherwise.
          </p>
          <Form act="Make client" busy={register.busy()} failure={register.failure()} onSend={() => void make()}>
            <Field
              label="Label"
              value={label()}
              onInput={setLabel}
              longest={1000}
              placeholder="rig 2, room 14"
              hint="The name you’ll see in lists."
              autofocus
            />
            <Field label="Zone" value={zone()} onInput={setZone} mistake={mistake()} required code />
          </Form>
        </Match>
      </Switch>
    </Dialog>
  )
}
