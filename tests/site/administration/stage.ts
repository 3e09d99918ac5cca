/** A real browser in front of the built site, which plays a scene and notes whatever goes wrong meanwhile. */
import chromium from '@sparticuz/chromium'
import { type BrowserContextOptions, chromium as driver, type Page } from 'playwright-core'
import { builtSite } from '../../../scripts/built-site.ts'
import { usual } from './answers.ts'
import type { AdministrationScene } from './scenes.ts'
import { type ApiAnswers, type SiteWithApi, siteWithApi } from './site-with-api.ts'

export interface Stage {
  site: SiteWithApi
  play(scene: AdministrationScene, options?: BrowserContextOptions): Promise<Played>
  /** From now on. */
  answer(answers: ApiAnswers): void
  close(): Promise<void>
}

export interface Played {
  page: Page
  /** Errors, in the console or thrown, and requests to other origins. */
  troubles: string[]
  end(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const site = await siteWithApi(builtSite())
  // The package's own arguments switch web security off, and with it the policy that is tested here.
  const browser = await driver.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] })
  const answer = (answers: ApiAnswers) => site.answer({ ...usual, ...answers })
  return {
    site,
    answer,
    async play({ path, answers, shows, press, afterwards }, options = {}) {
      answer(answers)
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options })
      const page = await context.newPage()
      const troubles: string[] = []
      page.on('console', message => {
        const passing = message.text().startsWith('Failed to load resource')
        if ((message.type() === 'error' || message.type() === 'warning') && !passing) troubles.push(message.text())
      })
      page.on('pageerror', error => troubles.push(String(error)))
      page.on('request', request => {
        if (!request.url().startsWith(`${site.url}/`) && !request.url().startsWith('blob:'))
          troubles.push(`asked for ${request.url()}`)
      })
      await page.goto(site.url + path, { waitUntil: 'domcontentloaded' })
      await page.getByText(shows).first().waitFor({ timeout: 15_000 })
      if (press !== undefined) await page.getByRole('button', { name: press, exact: true }).first().click()
      if (afterwards !== undefined) await page.getByText(afterwards).first().waitFor({ timeout: 15_000 })
      return { page, troubles, end: () => context.close() }
    },
    close: async () => {
      await browser.close()
      await site.close()
    }
  }
}
