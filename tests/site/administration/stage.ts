/** A real browser in front of the built site, which plays fixtures and notes whatever goes wrong meanwhile. */
import chromium from '@sparticuz/chromium'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium as driver,
  type Page
} from 'playwright-core'
import { builtSite } from '../../../scripts/built-site.ts'
import { usual } from './answers.ts'
import type { AdministrationFixture } from './fixtures.ts'
import { type ApiAnswers, type SiteWithApi, siteWithApi } from './site-with-api.ts'

export interface Stage {
  site: SiteWithApi
  play(fixture: AdministrationFixture, options?: BrowserContextOptions): Promise<Played>
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

/** `afresh`: each fixture loads the site anew, as somebody's first visit; else its assets come from the browser's cache. */
export async function openStage({ afresh = false } = {}): Promise<Stage> {
  const browser = await openBrowser()
  const stage = await stageIn(browser, afresh)
  return {
    ...stage,
    close: async () => {
      await browser.close()
      await stage.close()
    }
  }
}

export interface Stages {
  /** On a stage that nobody else is on: waits for one. */
  on<Result>(act: (stage: Stage) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** `count` stages side by side, in one browser: each has an API of its own. */
export async function openStages(count: number): Promise<Stages> {
  const browser = await openBrowser()
  const stages = await Promise.all(Array.from({ length: count }, () => stageIn(browser, false)))
  const free = [...stages]
  const waiting: ((stage: Stage) => void)[] = []
  return {
    async on(act) {
      const stage = free.pop() ?? (await new Promise<Stage>(resolve => waiting.push(resolve)))
      try {
        return await act(stage)
      } finally {
        const next = waiting.shift()
        if (next === undefined) free.push(stage)
        else next(stage)
      }
    },
    async close() {
      await browser.close()
      await Promise.all(stages.map(stage => stage.close()))
    }
  }
}

// The package's own arguments switch web security off, and with it the policy that is tested here.
const openBrowser = async (): Promise<Browser> =>
  driver.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] })

async function stageIn(browser: Browser, afresh: boolean): Promise<Stage> {
  const site = await siteWithApi(builtSite())
  const contexts = new Map<string, Promise<BrowserContext>>()
  const newContext = (options: BrowserContextOptions) =>
    browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options })
  /** The site keeps nothing in the browser between pages but what it has loaded. */
  const contextOf = (options: BrowserContextOptions) => {
    const key = JSON.stringify(options)
    const context = contexts.get(key) ?? newContext(options)
    contexts.set(key, context)
    return context
  }
  const answer = (answers: ApiAnswers) => site.answer({ ...usual, ...answers })
  return {
    site,
    answer,
    async play({ path, answers, shows, press, afterwards }, options = {}) {
      answer(answers)
      const context = await (afresh ? newContext(options) : contextOf(options))
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
      return { page, troubles, end: () => (afresh ? context.close() : page.close()) }
    },
    close: () => site.close()
  }
}
