/** Where the browser begins. */
import { render } from 'solid-js/web'
import { App } from './app.tsx'
import { createApi } from './data/api.ts'

/** ms; the gateway answers everything within 10 s, and the way there takes its time, too. */
const timeLimit = 12_000

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const api = createApi({ fetch: (input, init) => fetch(input, init), timeLimit })
render(() => <App api={api} />, root)
