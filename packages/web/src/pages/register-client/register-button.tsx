/** The one click: there only for who is signed in and for a link that is in order and not used yet. */
import { A } from '@solidjs/router'
import { Match, Switch } from 'solid-js'
import { captchaFor } from '../../data/captcha.ts'
import { useSession } from '../../data/session.tsx'
import type { Asked } from '../../data/use-answer.ts'
import { useChange } from '../../data/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { Refusal } from '../../ui/refusal.tsx'
import { type CheckedLink, type Link, linkKey } from './check-link.ts'

interface RegisterButtonProps {
  link: Link
  checked: Asked<CheckedLink>
  onDone(): void
}

export function RegisterButton(props: RegisterButtonProps) {
  const session = useSession()
  const register = useChange({
    work: async (api, { zone, clientId, signature, label }: Link) => {
      const captcha = await captchaFor(session.value()?.captchaSiteKey ?? null, 'register_client')
      return api('POST /api/zones/{zone}/clients', {
        path: { zone },
        body: { clientId, signature, label, ...captcha }
      })
    },
    affects: link => [linkKey(link), ['GET /api/me/clients'], ['GET /api/zones/{zone}/clients', link.zone]],
    onDone: () => props.onDone()
  })
  const ready = () => props.checked.value()?.proven === true && props.checked.value()?.registered === null
  const registered = () => props.checked.value()?.registered != null
  return (
    <>
      <div class="form-acts awaits-button">
        <Switch>
          <Match when={registered()}>
            <A class="button secondary" href={`/client/${props.link.clientId}?zone=${props.link.zone}`}>
              About this client
            </A>
          </Match>
          <Match when={ready() && session.me()}>
            <Button variant="primary" busy={register.busy()} onClick={() => register.run({ ...props.link })}>
              Register client
            </Button>
          </Match>
        </Switch>
      </div>
      <Refusal of={register.failure()} />
    </>
  )
}
