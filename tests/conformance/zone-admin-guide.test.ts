/** docs/zone-admin.md's few lines of Python take what a webhook is sent, and nothing else. */
import { readFileSync } from 'node:fs'
import { credentialCipher } from '@kachery-gateway/core/stores/credential-cipher.ts'
import { setWebhook, testWebhook } from '@kachery-gateway/core/zones/set-webhook.ts'
import { afterAll, expect, it } from 'vitest'
import { pythonJson } from '../../packages/client/src/python-client.ts'
import { facts, testGateway, user, zoneName } from '../../packages/core/testing/test-gateway.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'

const guide = readFileSync(new URL('../../docs/zone-admin.md', import.meta.url), 'utf8')
const [, snippet = ''] = /^```python\n(.*?hmac.*?)^```$/ms.exec(guide) ?? []
const folder = scratchFolder()
afterAll(() => folder.remove())

/** The snippet is a function of a message's headers, body and secret. */
const script = `${snippet}
import json, sys
print(json.dumps([is_from_gateway(m["headers"], m["body"].encode(), m["secret"]) for m in json.loads(sys.argv[1])]))`

it('a webhook’s message is told from others by the Python that the guide shows', async () => {
  const { deps, posted } = testGateway()
  deps.now = Date.now
  deps.credentialCipher = credentialCipher(Buffer.alloc(32, 3))
  const caller = { user: user('ann').user, zone: { name: zoneName('lab') } }
  const { secret } = await setWebhook(deps, caller, 'https://hooks.example.org/', facts)
  await testWebhook(deps, caller)
  const [{ headers, body } = { headers: {}, body: '' }] = posted
  const tenMinutesAgo = { ...headers, 'x-kachery-timestamp': String(Math.floor(Date.now() / 1000) - 600) }
  const messages = [
    { headers, body, secret },
    { headers, body: body.replace('lab', 'bal'), secret },
    { headers, body, secret: secret.replace(/.$/, last => (last === '0' ? '1' : '0')) },
    { headers: { ...headers, 'x-kachery-signature': 'sha256=' }, body, secret },
    { headers: tenMinutesAgo, body, secret }
  ]
  expect(await pythonJson({ home: folder.path }, script, [JSON.stringify(messages)])).toEqual([
    true,
    false,
    false,
    false,
    false
  ])
})
