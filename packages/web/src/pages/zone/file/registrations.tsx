/** Who has a file, of those that let the reader see it. */
import { For } from 'solid-js'
import { Time } from '../../../ui/time.tsx'
import { type ListedFile, Readers } from '../../files/listed-file.tsx'

export const Registrations = (props: { of: readonly ListedFile[] }) => (
  <section class="card" aria-labelledby="owners-heading">
    <h2 id="owners-heading">Who has it</h2>
    <div class="listing">
      <div class="table-place">
        <table aria-label="Who has it">
          <thead>
            <tr>
              <th scope="col">Owner</th>
              <th scope="col">Stored</th>
              <th scope="col">Who can read</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.of}>
              {one => (
                <tr>
                  <td data-head="Owner">
                    <span>
                      <bdi>{one.owner ?? 'nobody'}</bdi>
                    </span>
                  </td>
                  <td data-head="Stored">
                    <span>
                      <Time at={one.at} />
                    </span>
                  </td>
                  <td data-head="Who can read">
                    <span>
                      <Readers of={one} />
                    </span>
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </div>
  </section>
)
