/** What an operator says of their gateway: a name, a picture, whom to ask, where to read. */
import { cleanLabel } from '@kachery-gateway/core/ids/clean-label.ts'
import { version } from '@kachery-gateway/core/version.ts'
import * as z from 'zod'

export interface About {
  /** Of the gateway, such as the lab's. */
  name?: string
  /** An https address; it becomes a part of the site's content security policy. */
  logo?: string
  /** An e-mail or https address. */
  contact?: string
  /** An https address. */
  docs?: string
}

const longestName = 60
const HttpsUrl = z.url({ protocol: /^https$/ }).max(300)

/** The variable that says each, and what it must be. */
export const aboutParts = {
  name: {
    variable: 'GATEWAY_NAME',
    schema: z.string().overwrite(cleanLabel).pipe(z.string().min(1).max(longestName)),
    expectation: `must have 1 to ${longestName} characters`
  },
  logo: {
    variable: 'GATEWAY_LOGO',
    // Nothing in it ends a part of the policy.
    schema: z.string().regex(/^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?\/[A-Za-z0-9._~%/-]{1,200}$/),
    expectation: 'must be the https address of a picture, such as https://lab.example/logo.svg, without ? and #'
  },
  contact: {
    variable: 'OPERATOR_CONTACT',
    schema: z.union([z.email(), HttpsUrl]),
    expectation: 'must be an e-mail or https address'
  },
  docs: { variable: 'DOCS_URL', schema: HttpsUrl, expectation: 'must be an https address' }
} as const satisfies Record<keyof About, { variable: string; schema: z.ZodType<string>; expectation: string }>

const parts = Object.keys(aboutParts).filter((part): part is keyof About => part in aboutParts)

/** Throws Error where a part of a stage's settings is not what it must be. */
export function checkAbout(about: About): void {
  for (const part of parts) {
    const { schema, expectation } = aboutParts[part]
    if (about[part] !== undefined && !schema.safeParse(about[part]).success)
      throw new Error(`about.${part} ${expectation}.`)
  }
}

/** As the environment of a function. */
export const aboutVariables = (about: About = {}): Record<string, string> =>
  Object.fromEntries(
    parts.flatMap(part => (about[part] === undefined ? [] : [[aboutParts[part].variable, about[part]]]))
  )

/** The clients' own: whoever runs the gateway need not have written any. */
const clientDocs = 'https://github.com/flatironinstitute/kachery-cloud#readme'

/** As the site is told. */
export const shownAbout = ({ name = 'Kachery gateway', logo, contact, docs = clientDocs }: About = {}) => ({
  name,
  version,
  logoUrl: logo ?? null,
  contactUrl: contact === undefined || contact.startsWith('https:') ? (contact ?? null) : `mailto:${contact}`,
  docsUrl: docs
})
