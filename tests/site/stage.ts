/** A real browser in front of the built site: scenes are played here, and whatever goes wrong meanwhile is noted. */
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium as driver, type Page } from 'playwright-core'
import { builtSite } from '../../scripts/built-site.ts'
import { type Scene, usual } from './scenes.ts'
import { type SiteServer, serveSite } from './site-server.ts'

export interface Stage {
  site: SiteServer
  play(scene: Scene, options?: BrowserContextOptions): Promise<Played>
  close(): Promise<void>
}

export interface Played {
  page: Page
  /** Errors, in the console or thrown, and requests to other origins. */
  troubles: string[]
  end(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const site = await serveSite(builtSite(), usual)
  // The package's own arguments switch web security off, and with it the policy that is tested here.
  const browser = await driver.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] })
  return {
    site,
    play: (scene, options = {}) => play(browser, site, scene, options),
    close: async () => {
      await browser.close()
      await site.close()
    }
  }
}

async function play(
  browser: Browser,
  site: SiteServer,
  { path, answers, shows }: Scene,
  options: BrowserContextOptions
): Promise<Played> {
  site.answer({ ...usual, ...answers })
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('pageerror', error => troubles.push(String(error)))
  page.on('request', request => {
    if (!request.url().startsWith(`${site.url}/`)) troubles.push(`asked for ${request.url()}`)
  })
  await page.goto(site.url + path, { waitUntil: 'domcontentloaded' })
  if (shows !== undefined) await page.getByText(shows).first().waitFor({ timeout: 15_000 })
  return { page, troubles, end: () => context.close() }
}
