/** What is already where a zone is to be added. */
import { For, Show } from 'solid-js'
import { type Occupied, sumText } from './file-sums.ts'

export const OccupiedBy = (props: { zone: string; occupied: Occupied }) => (
  <ul>
    <Show when={props.occupied.formerOwner}>
      {owner => (
        <li>
          Zone {props.zone} belonged to <bdi>{owner()}</bdi> before.
        </li>
      )}
    </Show>
    <Show when={props.occupied.objects > 0}>
      <li>Its place has {sumText({ ...props.occupied, files: props.occupied.objects })}, which the new zone gets.</li>
    </Show>
    <For each={props.occupied.usedBy}>
      {({ zone, gateway }) => (
        <li>
          Zone {zone} of the gateway at {gateway} uses it.
        </li>
      )}
    </For>
  </ul>
)
