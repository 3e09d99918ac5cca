/** Asks for a name and takes it, in a sign-in that /api/sign-in began; the session is made where one comes back to. */
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import { bodyText } from '@kachery-gateway/functions/http/request.ts'
import { namePath } from '../sign-in/local-identity-provider.ts'
import { readUserName } from '../sign-in/user-name.ts'
import { html } from './html.ts'
import { redirect, render } from './page.ts'
import type { Visit } from './visit.ts'

export async function askName({ event }: Visit) {
  return form({ state: new URLSearchParams(event.rawQueryString).get('state') ?? '', name: '' })
}

export async function takeName({ deps, event }: Visit) {
  const fields = new URLSearchParams(event.body === undefined ? '' : bodyText(event))
  const state = fields.get('state') ?? ''
  const typed = fields.get('name') ?? ''
  try {
    return redirect(await deps.provider.back(readUserName(typed), state))
  } catch (error) {
    if (!(error instanceof GatewayError) || error.kind === 'unavailable') throw error
    return form({ state, name: typed.slice(0, 200), mistake: error.message })
  }
}

function form({ state, name, mistake }: { state: string; name: string; mistake?: string }) {
  const described = mistake === undefined ? 'hint' : 'mistake hint'
  return render({
    title: 'Sign in',
    status: mistake === undefined ? 200 : 400,
    content: html`<h1>Who are you?</h1>
<p class="lead">Clients and zones of yours are under this name. You come back to where you were.</p>
<form class="card" method="post" action="${namePath}">
<input type="hidden" name="state" value="${state}">
<label for="name">Name</label>
<input id="name" name="name" value="${name}" required maxlength="39" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" autofocus aria-describedby="${described}">
${mistake !== undefined && html`<p class="mistake" id="mistake" role="alert">${mistake}</p>`}
<p class="hint" id="hint">1 to 39 letters, digits, hyphens, underscores and dots. There is no password: the gateway listens to this machine only, and believes whoever uses it.</p>
<p><button>Sign in</button></p>
</form>`
  })
}
