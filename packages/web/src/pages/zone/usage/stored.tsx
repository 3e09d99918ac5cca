/** What the zone stores, how that grew, and what it costs at a price that its administrators set. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createSignal, Show } from 'solid-js'
import { useAnswer } from '../../../data/use-answer.ts'
import { useChange } from '../../../data/use-change.ts'
import { Answered } from '../../../ui/answered.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Fact, Facts } from '../../../ui/facts.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Time } from '../../../ui/time.tsx'
import { zoneKeys } from '../zone-keys.ts'
import { bytesText, countOf } from './quantity.ts'
import { StoredByAccount } from './stored-by-account.tsx'

type Report = AnswerOf<'GET /api/zones/{zone}/stored'>

export function Stored(props: { zone: string }) {
  const [pricing, setPricing] = createSignal(false)
  const asked = useAnswer(() => ({
    key: zoneKeys.stored(props.zone),
    ask: (api, signal) => api('GET /api/zones/{zone}/stored', { path: { zone: props.zone }, signal })
  }))
  return (
    <section class="card" aria-labelledby="stored-heading">
      <div class="card-head">
        <h2 id="stored-heading">Stored</h2>
        <Button onClick={() => setPricing(true)}>Set a price</Button>
      </div>
      <Answered of={asked} fallback={<StoredFacts of={undefined} />} failed="Couldn’t load what is stored">
        {report => (
          <>
            <StoredFacts of={report()} />
            <Show when={report().adoption}>{adoption => <Adopted of={adoption()} />}</Show>
            <Show when={report().byAccount}>{accounts => <StoredByAccount of={accounts()} />}</Show>
            <SetPrice zone={props.zone} price={report().price} open={pricing()} onClose={() => setPricing(false)} />
          </>
        )}
      </Answered>
    </section>
  )
}

/** As high before it is known. */
const StoredFacts = (props: { of: Report | undefined }) => (
  <Facts>
    <Fact name="Files">
      <Show when={props.of} fallback={<Skeleton width="medium" />}>
        {report => (
          <Show when={report().stored} fallback="Not counted yet; a job counts once a day">
            {sum => (
              <>
                {countOf(sum().files, 'file')}, {bytesText(sum().bytes)}{' '}
                <span class="hint">
                  counted <Time at={sum().at} />
                </span>
              </>
            )}
          </Show>
        )}
      </Show>
    </Fact>
    <Fact name="Growth">
      <Show when={props.of} fallback={<Skeleton width="medium" />}>
        {report => (
          <Show when={report().growth} fallback="Known after two counts">
            {more => (
              <>
                {signed(more().files, files => countOf(files, 'file'))}, {signed(more().bytes, bytesText)}{' '}
                <span class="hint">
                  since <Time at={more().since} />
                </span>
              </>
            )}
          </Show>
        )}
      </Show>
    </Fact>
    <Fact name="Cost">
      <Show when={props.of} fallback={<Skeleton width="medium" />}>
        {report => (
          <Show when={report().price} fallback="No price is set">
            {price => (
              <>
                <Show when={report().costPerMonth !== null}>
                  {moneyText(report().costPerMonth ?? 0, price().currency)} a month{' '}
                </Show>
                <span class="hint">
                  at {price().perGbMonth} {price().currency} for a GB and month
                </span>
              </>
            )}
          </Show>
        )}
      </Show>
    </Fact>
  </Facts>
)

/** Files that lay in the bucket under other names. */
const Adopted = (props: { of: NonNullable<Report['adoption']> }) => {
  const sum = ({ files, bytes }: { files: number; bytes: number }) => `${countOf(files, 'file')}, ${bytesText(bytes)}`
  const text = () => {
    const { phase, found, adopted } = props.of
    if (phase === 'counting') return `Counting plain files: ${sum(found)} so far`
    if (phase === 'counted') return `Plain files that could be adopted: ${sum(found)}`
    return phase === 'done' ? `Adopted: ${sum(adopted)}` : `Adopting: ${sum(adopted)} of ${sum(found)} so far`
  }
  return <p>{text()}</p>
}

const signed = (change: number, text: (size: number) => string) => `${change < 0 ? '−' : '+'}${text(Math.abs(change))}`

/** Small sums keep two digits that say something. */
const moneyText = (sum: number, currency: string) =>
  `${new Intl.NumberFormat('en-US', sum < 1 ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(sum)} ${currency}`

interface SetPriceProps {
  zone: string
  price: Report['price']
  open: boolean
  onClose(): void
}

function SetPrice(props: SetPriceProps) {
  const [sum, setSum] = createSignal(String(props.price?.perGbMonth ?? ''))
  const [currency, setCurrency] = createSignal(props.price?.currency ?? 'USD')
  const [mistake, setMistake] = createSignal<string>()
  const save = useChange({
    work: (api, price: Report['price']) =>
      api('PUT /api/zones/{zone}/storage-price', { path: { zone: props.zone }, body: { price } }),
    affects: () => [zoneKeys.stored(props.zone)],
    done: (_, price) => (price === null ? 'No price is set any longer' : 'Set the price'),
    onDone: () => props.onClose()
  })
  const send = () => {
    const perGbMonth = Number(sum())
    const isPrice = sum().trim() !== '' && Number.isFinite(perGbMonth) && perGbMonth >= 0
    setMistake(isPrice ? undefined : 'A price is a number such as 0.023.')
    if (isPrice) save.run({ perGbMonth, currency: currency().trim().toUpperCase() })
  }
  return (
    <Dialog
      open={props.open}
      title="Price of storage"
      onClose={() => {
        props.onClose()
        save.reset()
      }}
    >
      <p>What the bucket’s provider asks for 1 GB (1,000,000,000 bytes) and month. Traffic isn’t part of it.</p>
      <Form
        act="Set price"
        busy={save.busy()}
        failure={save.failure()}
        onSend={send}
        beside={
          <Show when={props.price !== null}>
            <Button onClick={() => save.run(null)}>Remove the price</Button>
          </Show>
        }
      >
        <Field
          label="Price"
          value={sum()}
          onInput={setSum}
          mistake={mistake()}
          placeholder="0.023"
          required
          autofocus
        />
        <Field label="Currency" value={currency()} onInput={setCurrency} longest={3} placeholder="USD" required code />
      </Form>
    </Dialog>
  )
}
