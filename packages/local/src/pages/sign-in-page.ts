/** /sign-in asks for a name, POST /sign-in takes it, POST /sign-out forgets it. */
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import { signInAccount } from '@kachery-gateway/core/users/account.ts'
import { bodyText } from '@kachery-gateway/functions/http/request.ts'
import { returnPath } from '@kachery-gateway/functions/sign-in/return-path.ts'
import { beginSession } from '@kachery-gateway/functions/sign-in/sessions.ts'
import { identityOf } from '../sign-in/local-identity-provider.ts'
import { readUserName } from '../sign-in/user-name.ts'
import { html } from './html.ts'
import { redirect, render } from './page.ts'
import { checkLocal, type Visit } from './site.ts'

/** Where to sign in and come back from. */
export const signInPath = (from: string) => `/sign-in?return=${encodeURIComponent(from)}`

export async function signInPage(visit: Visit) {
  checkLocal(visit)
  const back = returnPath(visit.query.get('return') ?? undefined)
  return form({ back, state: visit.query.get('state') ?? '', name: '' })
}

export async function signIn({ site, event }: Visit) {
  const fields = new URLSearchParams(event.body === undefined ? '' : bodyText(event))
  const back = returnPath(fields.get('return') ?? undefined)
  const state = fields.get('state') ?? ''
  const typed = fields.get('name') ?? ''
  try {
    const name = readUserName(typed)
    // Begun at /api/sign-in: the session is made where one comes back to.
    if (state !== '') return redirect(await site.provider.back(name, state))
    const { account, user } = await signInAccount(site.gateway, identityOf(name))
    await site.parts.signedIn?.(user)
    return redirect(back, [await beginSession(site.parts, user.accountId, account.generation, site.gateway.now())])
  } catch (error) {
    if (!(error instanceof GatewayError) || error.kind === 'unavailable') throw error
    return form({ back, state, name: typed.slice(0, 200), mistake: error.message })
  }
}

export async function signOut({ site }: Visit) {
  return redirect('/', [site.parts.cookies.session.end()])
}

function form({ back, state, name, mistake }: { back: string; state: string; name: string; mistake?: string }) {
  const registering = back.startsWith('/registerClient/')
  const described = mistake === undefined ? 'hint' : 'mistake hint'
  return render({
    title: 'Sign in',
    status: mistake === undefined ? 200 : 400,
    content: html`<h1>Who are you?</h1>
<p class="lead">${registering ? 'The client will be registered under this name. You come back to it next.' : 'Clients that you register are registered under this name.'}</p>
<form class="card" method="post" action="/sign-in">
<input type="hidden" name="return" value="${back}">
${state !== '' && html`<input type="hidden" name="state" value="${state}">`}
<label for="name">Name</label>
<input id="name" name="name" value="${name}" required maxlength="39" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" autofocus aria-describedby="${described}">
${mistake !== undefined && html`<p class="mistake" id="mistake" role="alert">${mistake}</p>`}
<p class="hint" id="hint">1 to 39 letters, digits, hyphens, underscores and dots. There is no password: the gateway listens to this machine only, and believes whoever uses it.</p>
<p><button>Sign in</button></p>
</form>`
  })
}
