/** From the body's text to "this client signed it", against the bare verification within. */
import { verify } from 'node:crypto'
import { ed25519Verifier } from '@kachery-gateway/core/signing/ed25519.ts'
import { member } from '@kachery-gateway/core/signing/json-node.ts'
import { readJson } from '@kachery-gateway/core/signing/json-text.ts'
import { verifySignature } from '@kachery-gateway/core/signing/signature.ts'
import { compare, cpuTime } from './measure.ts'
import { inTurn, signedCalls } from './signed-calls.ts'
import { type Row, ratioRow } from './table.ts'

export async function signature(): Promise<Row[]> {
  const next = inTurn(signedCalls(256).map(one => ({ ...one, signatureHex: one.signature.toString('hex') })))
  const verifier = ed25519Verifier({ cacheSize: 10_000 })
  const comparison = await compare(
    {
      subject: cpuTime(150, n => {
        const { body, client, signatureHex } = next(n)
        const payload = member(readJson(body), 'payload')
        if (payload === undefined || !verifySignature(verifier, payload, client.clientId, signatureHex)) unfit()
      }),
      floor: cpuTime(150, n => {
        const { digest, key, signature } = next(n)
        if (!verify(null, digest, key, signature)) unfit()
      })
    },
    40
  )
  return [ratioRow('signature: read JSON, canonical text, verify: CPU', comparison, 'µs', 'bare verify, key kept')]
}

function unfit(): never {
  throw new Error('A signature of our own does not fit.')
}
