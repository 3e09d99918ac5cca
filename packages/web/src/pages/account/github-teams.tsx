/** By which teams at GitHub one reads files here, and whether this gateway may see them. */
import { Show } from 'solid-js'
import { signInAddress } from '../../data/session.tsx'
import { useAnswer } from '../../data/use-answer.ts'
import { useChange } from '../../data/use-change.ts'
import { Answered } from '../../ui/answered.tsx'
import { Button } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'

const key = ['GET /api/me/github-teams'] as const

export function GithubTeams() {
  const asked = useAnswer(() => ({ key, ask: (api, signal) => api('GET /api/me/github-teams', { signal }) }))
  const forget = useChange({
    work: (api, _: undefined) => api('DELETE /api/me/github-teams', {}),
    affects: () => [key],
    done: 'Forgot your GitHub teams; it counts within a minute'
  })
  return (
    <section class="card" aria-labelledby="github-teams-heading" id="github-teams">
      <h2 id="github-teams-heading">My GitHub teams</h2>
      <Answered of={asked} fallback={<Skeleton width="medium" />} failed="Couldn’t load your GitHub teams">
        {answer => (
          <Show when={answer().seen} fallback={<Offer />}>
            {seen => (
              <>
                <p class="hint">
                  You can read the files of these teams until <Time at={seen().until} />:{' '}
                  <bdi>{seen().teams.join(', ') || 'none that a zone here names'}</bdi>. Signing in again renews it;
                  GitHub was asked <Time at={seen().at} />.
                </p>
                <p class="form-acts">
                  <Button busy={forget.busy()} onClick={() => forget.run(undefined)}>
                    Forget my GitHub teams
                  </Button>
                </p>
              </>
            )}
          </Show>
        )}
      </Answered>
    </section>
  )
}

const Offer = () => (
  <>
    <p class="hint">
      A zone can let a team of a GitHub organization read files. If you are in one, let this gateway see your teams. It
      keeps only those that a zone here names.
    </p>
    <p class="form-acts">
      {/* With a target, the router leaves it to the browser. */}
      <a class="button" href={`${signInAddress('/account/sessions')}&teams=1`} target="_self">
        Share my GitHub teams
      </a>
    </p>
  </>
)
