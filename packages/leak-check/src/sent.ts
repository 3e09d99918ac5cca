/** Secrets that a request carries, by the names under which they are sent: what was sent must not come back. */
import { type Kind, shapes } from './secret.ts'
import { know } from './watch.ts'

/** Names in JSON, in forms and in addresses. */
const names: Record<string, Kind> = {
  secretAccessKey: 'storage key',
  sessionToken: 'AWS session token',
  githubAccessToken: 'GitHub token',
  access_token: 'GitHub token',
  client_secret: 'GitHub client secret',
  code_verifier: 'PKCE verifier',
  code: 'OAuth code',
  state: 'OAuth state',
  captchaToken: 'reCAPTCHA token',
  reCaptchaToken: 'reCAPTCHA token',
  privateKeyHex: 'client private key',
  workToken: 'work token',
  'X-Amz-Signature': 'presigned URL'
}
const inJson = new RegExp(`"(${Object.keys(names).join('|')})"\\s*:\\s*("(?:[^"\\\\]|\\\\.){8,}")`, 'g')

/** `body`: JSON or a form. */
export function sent(request: { url?: string; headers?: Record<string, string | undefined>; body?: string }): void {
  const { url = '', headers = {}, body = '' } = request
  const [, query = ''] = url.split(/\?(.*)/s)
  fromForm(query)
  if (body.startsWith('{') || body.startsWith('[')) fromJson(body)
  else fromForm(body)
  for (const [name, value = ''] of Object.entries(headers)) fromHeader(name.toLowerCase(), value)
}

export function fromJson(text: string): void {
  for (const [, name = '', value = ''] of text.matchAll(inJson)) learn(name, parsed(value))
}

function fromForm(text: string): void {
  for (const [name, value] of new URLSearchParams(text)) learn(name, value)
}

function fromHeader(name: string, value: string): void {
  const [, basic, bearer] = /^Basic (\S{8,})$|^Bearer (\S{8,})$/i.exec(value) ?? []
  if (name === 'x-origin-verify') know('origin secret', value)
  if (name === 'authorization' && bearer !== undefined) know(kindOf(bearer, 'GitHub token'), bearer)
  if (name === 'authorization' && basic !== undefined)
    know('GitHub client secret', Buffer.from(basic, 'base64').toString().split(/:(.*)/s)[1] ?? '')
  if (name === 'cookie')
    for (const cookie of value.split(/; */)) {
      const [of = '', token = ''] = cookie.split(/=(.*)/s)
      if (/session|sign.in/.test(of)) know('session', token)
    }
}

function learn(name: string, value: string): void {
  const kind = names[name]
  if (kind !== undefined) know(kindOf(value, kind), value)
}

/** Tests send one kind where another belongs; what it looks like counts first. */
const kindOf = (value: string, otherwise: Kind): Kind =>
  shapes.find(({ looks }) => value.search(looks) === 0)?.kind ?? otherwise

function parsed(value: string): string {
  try {
    return String(JSON.parse(value))
  } catch {
    return value.slice(1, -1)
  }
}
