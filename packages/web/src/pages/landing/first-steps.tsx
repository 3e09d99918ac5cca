/** What to do first with a new gateway; each step ticks itself when what it is about is there. Gone when all are done. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { A } from '@solidjs/router'
import { For, Show } from 'solid-js'
import { useAnswer } from '../../data/use-answer.ts'
import { StepIcon } from '../../ui/icons.tsx'

type Step = AnswerOf<'GET /api/zones/{zone}/first-steps'>['steps'][number]

/** ms; while something is left, so that it ticks before somebody's eyes. */
const lookedAtEvery = 10_000
const seldom = 10 * 60_000

const isLeft = ({ done }: Step) => !done

/** `zone`: undefined: there is none to look at. */
export const useFirstSteps = (zone: () => string | undefined) =>
  useAnswer(() => ({
    key: zone() === undefined ? undefined : ['GET /api/zones/{zone}/first-steps', zone()],
    ask: (api, signal) => api('GET /api/zones/{zone}/first-steps', { path: { zone: zone() ?? '' }, signal }),
    every: known => (known === undefined || known.steps.some(isLeft) ? lookedAtEvery : seldom)
  }))

export function FirstSteps(props: { zone: string; of: ReturnType<typeof useFirstSteps> }) {
  const steps = () => {
    const steps = props.of.value()?.steps
    return steps?.some(isLeft) ? steps : undefined
  }
  return (
    <Show when={steps()}>
      {steps => (
        <section class="card" aria-labelledby="first-steps-heading">
          <h2 id="first-steps-heading">First steps</h2>
          <ol class="first-steps">
            <For each={steps()}>
              {({ step, done }) => (
                <li classList={{ done }}>
                  <StepIcon done={done} />
                  <div>
                    <strong>{words[step].what}</strong> <span class="unseen">{done ? '(done)' : '(to do)'}</span>
                    <Show when={!done}>
                      <p class="hint">
                        {words[step].how}{' '}
                        <Show when={words[step].at}>
                          {at => <A href={`/zone/${props.zone}${at().page}`}>{at().label}</A>}
                        </Show>
                      </p>
                    </Show>
                  </div>
                </li>
              )}
            </For>
          </ol>
        </section>
      )}
    </Show>
  )
}

interface Words {
  what: string
  how: string
  at?: { page: string; label: string }
}

const words: Record<Step['step'], Words> = {
  'sign-in': { what: 'People can sign in', how: 'Set the id and the secret of a GitHub OAuth app.' },
  administrators: { what: 'Somebody administers it', how: 'Name their logins in ADMINISTRATORS.' },
  storage: {
    what: 'The bucket works',
    how: 'The first check runs within the hour; you can test it now.',
    at: { page: '/storage', label: 'Test the bucket' }
  },
  people: {
    what: 'Somebody can upload',
    how: 'Add yourself and your colleagues.',
    at: { page: '/access', label: 'Add users' }
  },
  client: {
    what: 'A client is registered',
    how: 'Run the commands for this zone on your computer, and open the link that they print.',
    at: { page: '', label: 'Show the commands' }
  },
  upload: {
    what: 'A first file is stored',
    how: 'Store a file from Python, with the lines below.'
  }
}
