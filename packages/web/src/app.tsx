/** The site: its pages in its frame, with one way to the API. */
import { Route, Router } from '@solidjs/router'
import { For } from 'solid-js'
import type { Api } from './data/api.ts'
import { ApiProvider } from './data/use-api.tsx'
import { pageComponents } from './page-components.ts'
import NotFoundPage from './pages/not-found-page.tsx'
import { sitePages } from './pages.ts'
import { Frame } from './ui/frame.tsx'

export function App(props: { api: Api }) {
  return (
    <ApiProvider api={props.api}>
      <Router root={Frame}>
        <For each={sitePages}>{page => <Route path={page.route} component={pageComponents[page.name]} />}</For>
        <Route path="*" component={NotFoundPage} />
      </Router>
    </ApiProvider>
  )
}
