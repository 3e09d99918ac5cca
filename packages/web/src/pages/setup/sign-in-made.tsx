/** Waits until the gateway has read the new id and secret, then leads on. */
import { Show } from 'solid-js'
import { signInAddress } from '../../data/session.tsx'
import { useAnswer } from '../../data/use-answer.ts'
import { Notice } from '../../ui/notice.tsx'

/** ms */
const lookedAtEvery = 3_000
const never = 24 * 3_600_000

export function SignInMade() {
  const visit = useAnswer(() => ({
    key: ['GET /api/me', 'after the set-up'],
    ask: (api, signal) => api('GET /api/me', { signal }),
    every: known => (known?.signIn === true ? never : lookedAtEvery)
  }))
  const ready = () => visit.value()?.signIn === true
  return (
    <Notice severity="good" title="GitHub made the app">
      <Show
        when={ready()}
        fallback={
          <p role="status">
            The gateway takes it into use in a moment, at the latest within 5 minutes. Keep this page open.
          </p>
        }
      >
        <p>Sign in with the GitHub login that you named as administrator. The gateway is yours to look after then.</p>
        <p>
          {/* With a target, the router leaves it to the browser. */}
          <a class="button primary" href={signInAddress('/gateway')} target="_self">
            Sign in
          </a>
        </p>
      </Show>
    </Notice>
  )
}
