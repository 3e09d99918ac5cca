/** What is behind the health line: facts where all is well, else what is left to do, or why nothing is known. */

import { Match, Switch } from 'solid-js'
import { shownGatewayUrl } from '../../data/base-path.ts'
import type { Health } from '../../data/health-answer.ts'
import type { Asked } from '../../data/use-answer.ts'
import { Button } from '../../ui/button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { FailureCodes } from '../../ui/failure-notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { SetUp } from './set-up.tsx'

/** Where the health line leads. */
export const healthCardId = 'health'

export function HealthCard(props: { health: Asked<Health> }) {
  const failure = () => props.health.failure()
  const good = () => (failure() === undefined ? props.health.value() : undefined)
  const left = () => {
    const health = good()
    return health !== undefined && health.missing.length + health.wrong.length > 0 ? health : undefined
  }
  return (
    <section
      class="card health"
      id={healthCardId}
      tabindex="-1"
      aria-labelledby="health-heading"
      aria-busy={props.health.asking()}
    >
      <div class="card-head">
        <h2 id="health-heading">{left() === undefined ? 'Health' : 'Set-up'}</h2>
        <Button busy={props.health.asking()} onClick={() => props.health.again()}>
          Check again
        </Button>
      </div>
      <Switch>
        <Match when={failure()}>
          {known => (
            <>
              <p>{known().sentence}</p>
              <FailureCodes failure={known()} />
            </>
          )}
        </Match>
        <Match when={left()}>{health => <SetUp health={health()} />}</Match>
        <Match when={true}>
          <Facts>
            <Fact name="Address">{shownGatewayUrl()}</Fact>
            <Fact name="Set-up">{good() === undefined ? <Skeleton width="short" /> : 'Complete'}</Fact>
            <Fact name="Answered in">
              {good() === undefined ? <Skeleton width="short" /> : `${Math.round(good()?.elapsed ?? 0)} ms`}
            </Fact>
          </Facts>
        </Match>
      </Switch>
    </section>
  )
}
