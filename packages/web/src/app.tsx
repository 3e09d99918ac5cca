/** The site: its pages in its frame, with one way to the API. */
import type { ApiClient } from '@kachery-gateway/core/api/client.ts'
import { Route, Router } from '@solidjs/router'
import { For } from 'solid-js'
import { ApiProvider } from './data/api.tsx'
import { basePath } from './data/base-path.ts'
import { HealthProvider } from './data/health.tsx'
import { SessionProvider } from './data/session.tsx'
import { pageComponents } from './page-components.ts'
import NotFoundPage from './pages/not-found-page.tsx'
import { type PageName, sitePages } from './pages.ts'
import { Frame } from './ui/frame.tsx'
import { UploadsProvider } from './uploads/use-uploads.tsx'

const names = Object.keys(sitePages).filter((name): name is PageName => name in sitePages)

/** `send`: for the one question that is no operation of the API, health. */
export function App(props: { api: ApiClient; send: typeof fetch }) {
  return (
    <ApiProvider api={props.api}>
      <HealthProvider send={props.send}>
        <SessionProvider>
          <UploadsProvider>
            <Router root={Frame} base={basePath}>
              <For each={names}>{name => <Route path={sitePages[name]} component={pageComponents[name]} />}</For>
              <Route path="*" component={NotFoundPage} />
            </Router>
          </UploadsProvider>
        </SessionProvider>
      </HealthProvider>
    </ApiProvider>
  )
}
