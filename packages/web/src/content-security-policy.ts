/** What the site's pages may load: what is the site's own, and nothing that is written into a page. Plain data. */

export interface Allowed {
  /** Google's hosts are added. */
  recaptcha?: boolean
  /** The one picture of the operator's, an https address that has passed its schema. */
  logo?: string | undefined
  /** Where the page /setup sends a form to, an origin. */
  github?: string
}

/**
 * Of the site's other files. A worker has the policy that its script comes with: the one that uploads compiles WebAssembly and
 * sends to buckets, wherever they are; pages do neither (decision 0240).
 */
export const assetsPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' http: https:; frame-ancestors 'none'"

export function contentSecurityPolicy({ recaptcha = false, logo, github }: Allowed = {}): string {
  const google = (...hosts: string[]) =>
    recaptcha ? ['', ...hosts.map(host => `https://${host}/recaptcha/`)].join(' ') : ''
  return [
    "default-src 'none'",
    `script-src 'self'${google('www.google.com', 'www.gstatic.com')}`,
    "worker-src 'self'",
    "style-src 'self'",
    // Pictures of GitHub accounts.
    `img-src 'self' data: https://avatars.githubusercontent.com${logo === undefined ? '' : ` ${logo}`}`,
    "font-src 'self'",
    `connect-src 'self'${google('www.google.com')}`,
    ...(recaptcha ? [`frame-src${google('www.google.com')}`] : []),
    "manifest-src 'self'",
    "base-uri 'none'",
    `form-action 'self'${github === undefined ? '' : ` ${github}`}`,
    "frame-ancestors 'none'"
  ].join('; ')
}
