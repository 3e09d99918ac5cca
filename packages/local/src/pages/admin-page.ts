/** GET /admin?zone=: where a zone's settings lie and what they are, for its administrators. */
import { enterZone } from '@kachery-gateway/core/access/enter-zone.ts'
import { zoneKey } from '@kachery-gateway/core/zones/keys.ts'
import { maxSettingsBytes, settingsKey } from '@kachery-gateway/core/zones/settings.ts'
import { zoneOf } from './addressed-client.ts'
import { html } from './html.ts'
import { redirect, render } from './page.ts'
import { signInPath } from './sign-in-page.ts'
import { addressOf, checkLocal, type Visit } from './site.ts'

export async function adminPage(visit: Visit) {
  const { site, event, user } = visit
  const name = zoneOf(visit)
  checkLocal(visit)
  if (user === undefined) return redirect(signInPath(addressOf(event)))
  const zone = await enterZone(site.gateway, { kind: 'user', user }, 'administer', name)
  const file = await zone.bucket.get(zoneKey(zone, settingsKey), maxSettingsBytes)
  return render({
    title: `Zone ${zone.name}`,
    visitor: { login: user.login },
    content: html`<h1>Zone ${zone.name}</h1>
<p class="lead">Who may do what in it is said by its settings file. Edit the file; a change counts within a minute.</p>
<section class="card">
<dl>
<dt>Settings file</dt><dd><code>${site.settingsPlace(zone)}</code></dd>
<dt>Bucket</dt><dd><code>${zone.bucket.uri}</code></dd>
</dl>
</section>
<h2>What it says now</h2>
${file === undefined ? html`<p>There is no such file yet: anyone may load files, nobody may store them.</p>` : html`<pre class="wrap"><code>${new TextDecoder().decode(file.bytes)}</code></pre>`}`
  })
}
