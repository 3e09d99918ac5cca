import { describe, expect, it } from 'vitest'
import { audiences } from './audience.ts'
import { errors, GatewayError } from './errors.ts'
import { siteErrors } from './site-errors.ts'

/** What a terminal and its programs have, and a browser has not. */
const ofClients = /KACHERY_|kachery-cloud|kachery directory|\bpip\b|python|\.pem\b|payload/i

/** Said by clients' own routes alone. */
const neverInTheSite = ['client.too_old', 'request.unknown_type']

/** Each factory with what every one of them can make a sentence of. */
const anything = new Proxy(() => anything, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => 7 : key === 'length' ? 0 : anything),
  apply: () => 'x'
}) as never

function made(factory: (...input: never[]) => GatewayError): GatewayError {
  return factory(...Array.from({ length: 6 }, () => anything))
}

describe('issue 13, number 22: client sentences in site errors', () => {
  // What is said of fields has a test of its own.
  const { badField: _, ...ofSite } = siteErrors
  const all = [...Object.entries(errors), ...Object.entries(ofSite)]
  it.each(all)('%s says nothing of a client’s environment to the site', (_, factory) => {
    const error = made(factory)
    expect(error).toBeInstanceOf(GatewayError)
    if (!neverInTheSite.includes(error.code)) expect(error.sentenceFor('site')).not.toMatch(ofClients)
  })

  it('nor do the site’s own words', () => {
    const { identify, ...words } = audiences.site
    expect([...Object.values(words), identify()].join()).not.toMatch(ofClients)
  })
})
