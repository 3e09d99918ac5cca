/** Where the browser begins. */
import { apiClient } from '@kachery-gateway/core/api/client.ts'
import { render } from 'solid-js/web'
import { App } from './app.tsx'
import { basePath } from './data/base-path.ts'
import { gatewayFetch } from './data/gateway-fetch.ts'

/** ms; the gateway answers everything within 10 s, and the way there takes its time, too. */
const timeLimit = 12_000

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const send = gatewayFetch(timeLimit)
render(() => <App api={apiClient({ base: basePath, fetch: send })} send={send} />, root)
