/**
 * As much of a browser as a person needs who opens a link of the gateway: it keeps cookies, follows redirects, and
 * submits a page's form with its hidden fields and with the origin that browsers send.
 */

export interface Page {
  url: string
  status: number
  html: string
}

interface Form {
  action: string
  method: string
  /** By name, with the values they come with. */
  fields: Map<string, string>
  /** Text of its buttons. */
  buttons: string[]
}

export class Browser {
  readonly #cookies = new Map<string, string>()

  open(url: string): Promise<Page> {
    return this.#go(url, { method: 'GET' })
  }

  /** Fills in what is given and presses the button; throws where the page has none of that text. */
  submit(page: Page, button: RegExp, filled: Record<string, string> = {}): Promise<Page> {
    const form = formsOf(page).find(({ buttons }) => buttons.some(text => button.test(text)))
    if (form === undefined) throw new Error(`${page.url} (${page.status}) has no button ${button}:\n${page.html}`)
    for (const [name, value] of Object.entries(filled)) {
      if (!form.fields.has(name)) throw new Error(`${page.url} has no field ${name}:\n${page.html}`)
      form.fields.set(name, value)
    }
    const values = new URLSearchParams([...form.fields])
    if (form.method === 'GET') return this.#go(`${form.action}?${values}`, { method: 'GET' })
    const headers = { origin: new URL(page.url).origin, 'content-type': 'application/x-www-form-urlencoded' }
    return this.#go(form.action, { method: 'POST', headers, body: values.toString() })
  }

  async #go(url: string, request: RequestInit, hops = 0): Promise<Page> {
    const cookie = Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', ...request.headers, ...(cookie === '' ? {} : { cookie }) }
    const response = await fetch(url, { ...request, headers, redirect: 'manual' })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(set) ?? []
      this.#cookies.set(name, value)
    }
    const to = response.headers.get('location')
    if (to !== null && hops < 10) {
      await response.body?.cancel()
      return this.#go(new URL(to, url).href, { method: 'GET' }, hops + 1)
    }
    return { url, status: response.status, html: await response.text() }
  }
}

function formsOf(page: Page): Form[] {
  return Array.from(page.html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis), ([, own = '', inside = '']) => ({
    action: new URL(attribute(own, 'action') ?? page.url, page.url).href,
    method: (attribute(own, 'method') ?? 'GET').toUpperCase(),
    fields: new Map(
      Array.from(inside.matchAll(/<input\b([^>]*)>/gis), ([, input = '']): [string, string] => [
        attribute(input, 'name') ?? '',
        attribute(input, 'value') ?? ''
      ]).filter(([name]) => name !== '')
    ),
    buttons: Array.from(inside.matchAll(/<button\b[^>]*>(.*?)<\/button>/gis), ([, text = '']) => text.trim())
  }))
}

function attribute(text: string, name: string): string | undefined {
  const [, value] = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(text) ?? []
  return value === undefined ? undefined : unescaped(value)
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }

const unescaped = (text: string) => text.replace(/&([#\w]+);/g, (whole, name: string) => entities[name] ?? whole)
