/** GET /: what this is, and the three lines with which a newcomer's computer begins to use it. */
import { enterZone } from '@kachery-gateway/core/access/enter-zone.ts'
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import type { User } from '@kachery-gateway/core/users/user.ts'
import { defaultZoneName } from '@kachery-gateway/core/zones/zone-name.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import { html } from './html.ts'
import { render } from './page.ts'
import type { Visit } from './site.ts'

export async function landingPage({ site, user, local }: Visit) {
  const { publicUrl } = site.gateway
  const administers = user !== undefined && (await administersDefault(site.gateway, user))
  return render({
    title: 'Welcome',
    ...(local ? { visitor: { login: user?.login } } : {}),
    content: html`<h1>Your files, by what is in them</h1>
<p class="lead">This gateway stores files under the SHA-1 of their bytes. Whoever has a file’s URI gets back exactly those bytes.</p>
<h2>Three lines to start</h2>
<pre><code>pip install kachery-cloud numpy
export KACHERY_GATEWAY_URL=${publicUrl}
kachery-cloud-init</code></pre>
<p>The last one prints a link. Open it, register the client, and go back to your terminal.</p>
<h2>Then, in Python</h2>
<pre><code>import kachery_cloud as kc

uri = kc.store_file('data.bin')   # sha1://…
path = kc.load_file(uri)          # a file with the same bytes</code></pre>
${local && signedInCard(user, administers)}`
  })
}

const signedInCard = (user: User | undefined, administers: boolean) =>
  user === undefined
    ? html`<section class="card"><p>Signing in asks just for a name. You need it once, to register a client.</p><p><a class="button" href="/sign-in">Sign in</a></p></section>`
    : html`<section class="card good"><p>You are signed in as <b><bdi>${user.login}</bdi></b>.${administers && html` You administer zone default: <a href="/admin?zone=default">its settings</a>.`}</p></section>`

async function administersDefault(gateway: Gateway, user: User): Promise<boolean> {
  try {
    await enterZone(gateway, { kind: 'user', user }, 'administer', defaultZoneName)
    return true
  } catch (error) {
    // The page says less then; it need not fail.
    if (error instanceof GatewayError) return false
    throw error
  }
}
