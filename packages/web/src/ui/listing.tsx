/**
 * A list that the server pages and searches: rows of a table, on a phone one card a row. It is as high while it is asked
 * for as with its first rows.
 */
import { createUniqueId, For, type JSX, Match, Show, Switch } from 'solid-js'
import type { PageOf, Listing as Rows } from '../data/use-listing.ts'
import { Button } from './button.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { Search } from './search.tsx'
import { Skeleton } from './skeleton.tsx'

export interface Column<T> {
  head: string
  cell(item: T): JSX.Element
  /** Of numbers and of what can be done: stands at the right. */
  end?: boolean
}

interface ListingProps<T, P extends PageOf<T>> {
  /** What is listed, for who hears it: "Clients of zone default". */
  name: string
  rows: Rows<T, P>
  columns: readonly Column<T>[]
  /** Absent: nothing is searched for here. */
  search?: { value: string; onSearch(text: string): void; label: string }
  /** Where there is nothing: why, and what to do. */
  empty: JSX.Element
  /** Of each row, so that a row keeps its place. */
  failed: string
  /** Rows while nothing is known. */
  skeletonRows?: number
}

export function Listing<T, P extends PageOf<T>>(props: ListingProps<T, P>) {
  const id = createUniqueId()
  const items = () => props.rows.items()
  const searched = () => (props.search?.value ?? '') !== ''
  return (
    <div class="listing">
      <Show when={props.search}>
        {search => <Search value={search().value} label={search().label} onSearch={search().onSearch} />}
      </Show>
      <p class="unseen" role="status">
        {props.rows.asking()
          ? 'Loading…'
          : items() === undefined
            ? ''
            : inWords(items()?.length ?? 0, props.rows.hasMore())}
      </p>
      <Show when={props.rows.failure()}>
        {failure => <FailureNotice title={props.failed} failure={failure()} again={props.rows.again} />}
      </Show>
      <Switch>
        <Match when={items()?.length === 0 && props.rows.hasMore()}>
          <div class="empty">
            <p>{searched() ? `Nothing so far begins with “${props.search?.value}”.` : 'Nothing so far.'}</p>
            <Button busy={props.rows.askingMore()} onClick={() => props.rows.more()}>
              Look further
            </Button>
          </div>
        </Match>
        <Match when={items()?.length === 0}>
          <div class="empty">{searched() ? <p>Nothing here begins with “{props.search?.value}”.</p> : props.empty}</div>
        </Match>
        <Match when={items()}>
          {known => (
            <>
              <div class="table-place" classList={{ outdated: props.rows.outdated() }}>
                <table aria-label={props.name} id={id}>
                  <thead>
                    <tr>
                      <For each={props.columns}>
                        {column => (
                          <th scope="col" classList={{ end: column.end === true }}>
                            {column.head}
                          </th>
                        )}
                      </For>
                    </tr>
                  </thead>
                  <tbody>
                    <For each={known()}>
                      {item => (
                        <tr>
                          <For each={props.columns}>
                            {column => (
                              <td data-head={column.head} classList={{ end: column.end === true }}>
                                <span>{column.cell(item)}</span>
                              </td>
                            )}
                          </For>
                        </tr>
                      )}
                    </For>
                  </tbody>
                </table>
              </div>
              <Show when={props.rows.hasMore()}>
                <p class="more">
                  <Button busy={props.rows.askingMore()} onClick={() => props.rows.more()} aria-controls={id}>
                    Show more
                  </Button>
                </p>
              </Show>
            </>
          )}
        </Match>
        <Match when={props.rows.failure() === undefined}>
          <ListingSkeleton rows={props.skeletonRows ?? 3} columns={props.columns} />
        </Match>
      </Switch>
    </div>
  )
}

const inWords = (count: number, more: boolean) => `${count}${more ? ' or more' : ''} shown.`

/** How wide the columns will be is not known: no word stands in them that would move. */
const ListingSkeleton = <T,>(props: { rows: number; columns: readonly Column<T>[] }) => (
  <div class="table-place" aria-hidden="true">
    <table>
      <thead>
        <tr>
          <For each={props.columns}>
            {() => (
              <th>
                <Skeleton width="short" />
              </th>
            )}
          </For>
        </tr>
      </thead>
      <tbody>
        <For each={Array.from({ length: props.rows })}>
          {() => (
            <tr>
              <For each={props.columns}>
                {column => (
                  <td data-head={column.head} classList={{ end: column.end === true }}>
                    <Skeleton width="short" />
                  </td>
                )}
              </For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  </div>
)
