/** What is behind the health line: facts where all is well, else what is left to do, or why nothing is known. */
import { Match, Switch } from 'solid-js'
import type { Answer } from '../../data/answer.ts'
import type { Health } from '../../data/health.ts'
import { Fact, Facts } from '../../ui/facts.tsx'
import { FailureCodes } from '../../ui/failure-notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { SetUp } from './set-up.tsx'

/** Where the health line leads. */
export const healthCardId = 'health'

interface HealthCardProps {
  answer: Answer<Health> | undefined
  again(): void
}

export function HealthCard(props: HealthCardProps) {
  const good = () => (props.answer?.ok === true ? props.answer : undefined)
  const left = () => {
    const health = good()?.value
    return health !== undefined && health.missing.length + health.wrong.length > 0 ? health : undefined
  }
  const failure = () => (props.answer?.ok === false ? props.answer.failure : undefined)
  return (
    <section
      class="card health"
      id={healthCardId}
      tabindex="-1"
      aria-labelledby="health-heading"
      aria-busy={props.answer === undefined}
    >
      <div class="card-head">
        <h2 id="health-heading">{left() === undefined ? 'Health' : 'Set-up'}</h2>
        <button type="button" class="small" onClick={() => props.again()}>
          Check again
        </button>
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
            <Fact name="Address">{window.location.origin}</Fact>
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
