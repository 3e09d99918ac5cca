/** Signing a user out everywhere, and blocking their login. */
import { createSignal, Show } from 'solid-js'
import { useChange } from '../../../data/use-change.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { gatewayKeys } from '../gateway-keys.ts'
import type { User } from '../users-page.tsx'
import { useBlock } from './use-block.ts'

export function UserActions(props: { of: User }) {
  const [asks, setAsks] = createSignal<'sign-out' | 'block'>()
  const close = () => {
    setAsks(undefined)
    signOut.reset()
    block.reset()
  }
  const signOut = useChange({
    work: (api, accountId: string) => api('POST /api/users/sign-out', { body: { accountId } }),
    affects: () => [gatewayKeys.users],
    done: () => `Signed out ${props.of.login}`,
    onDone: close
  })
  const { block, unblock } = useBlock(close)
  return (
    <>
      <Button variant="ghost" aria-label={`Sign out ${props.of.login}`} onClick={() => setAsks('sign-out')}>
        Sign out
      </Button>
      <Show
        when={props.of.blocked}
        fallback={
          <Button variant="ghost" aria-label={`Block ${props.of.login}`} onClick={() => setAsks('block')}>
            Block
          </Button>
        }
      >
        <Button
          variant="ghost"
          aria-label={`Unblock ${props.of.login}`}
          busy={unblock.busy()}
          onClick={() => unblock.run(props.of.login)}
        >
          Unblock
        </Button>
      </Show>
      <Confirm
        open={asks() === 'sign-out'}
        title={`Sign out ${props.of.login}?`}
        act="Sign out"
        busy={signOut.busy()}
        failure={signOut.failure()}
        onConfirm={() => signOut.run(props.of.accountId)}
        onClose={close}
      >
        <p>
          Ends their sessions and revokes their API keys within a minute. Their clients keep working, and they can sign
          in again.
        </p>
      </Confirm>
      <Confirm
        open={asks() === 'block'}
        title={`Block ${props.of.login}?`}
        act="Block login"
        busy={block.busy()}
        failure={block.failure()}
        onConfirm={() => block.run(props.of.login)}
        onClose={close}
      >
        <p>
          Within a minute their sessions, API keys and clients are refused in all zones, and they can’t sign in. Nothing
          is deleted; it works again when you unblock the login.
        </p>
      </Confirm>
    </>
  )
}
