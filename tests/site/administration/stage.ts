/** A real browser in front of the built site, which plays fixtures and notes whatever goes wrong meanwhile. */
import chromium from '@sparticuz/chromium'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium as driver,
  type Page,
  type Request
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
  const stage = await stageIn(browser, afresh ? 'afresh' : 'new pages')
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

/**
 * `count` stages side by side, in one browser: each has an API of its own, and a page that many fixtures play on, since a new
 * one would begin with a process that knows no script of the site.
 */
export async function openStages(count: number): Promise<Stages> {
  const browser = await openBrowser()
  const stages = await Promise.all(Array.from({ length: count }, () => stageIn(browser, 'one page')))
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

const desk = { width: 1280, height: 900 }

async function stageIn(browser: Browser, pages: 'afresh' | 'new pages' | 'one page'): Promise<Stage> {
  const site = await siteWithApi(builtSite())
  const contexts = new Map<string, Promise<BrowserContext>>()
  const idle = new Map<BrowserContext, Page>()
  const newContext = (options: BrowserContextOptions) =>
    browser.newContext({ locale: 'en-GB', viewport: desk, ...options })
  /** The site keeps nothing in the browser between pages but what it has loaded. */
  const contextOf = (options: BrowserContextOptions) => {
    const key = JSON.stringify(options)
    const context = contexts.get(key) ?? newContext(options)
    contexts.set(key, context)
    return context
  }
  /** Nothing of what was played is left, but scripts that need not be compiled again. */
  async function leave(context: BrowserContext, page: Page) {
    await page.goto('about:blank')
    idle.set(context, page)
  }
  /** Uploads that go on, and what the browser kept of them, are none of the next fixture’s. */
  async function forget(context: BrowserContext, page: Page) {
    await page.close()
    const next = await context.newPage()
    await next.goto(`${site.url}/assets/none`)
    await next.evaluate(`indexedDB.deleteDatabase('kachery-uploads')`)
    await leave(context, next)
  }
  const answer = (answers: ApiAnswers) => site.answer({ ...usual, ...answers })
  return {
    site,
    answer,
    async play({ path, answers, kept, upload, shows, choose, press, afterwards }, options = {}) {
      answer(answers)
      const { viewport, colorScheme, reducedMotion, ...others } = options
      const context = await (pages === 'afresh' ? newContext(others) : contextOf(others))
      const page = idle.get(context) ?? (await context.newPage())
      idle.delete(context)
      await page.setViewportSize(viewport ?? desk)
      await page.emulateMedia({
        colorScheme: colorScheme ?? 'light',
        reducedMotion: reducedMotion ?? 'no-preference'
      })
      const troubles: string[] = []
      const hear = {
        console: (message: ConsoleMessage) => {
          const passing = message.text().startsWith('Failed to load resource')
          if ((message.type() === 'error' || message.type() === 'warning') && !passing) troubles.push(message.text())
        },
        pageerror: (error: Error) => troubles.push(String(error)),
        request: (request: Request) => {
          if (!request.url().startsWith(`${site.url}/`) && !request.url().startsWith('blob:'))
            troubles.push(`asked for ${request.url()}`)
        }
      }
      page.on('console', hear.console).on('pageerror', hear.pageerror).on('request', hear.request)
      if (kept !== undefined) {
        await page.goto(`${site.url}/assets/none`)
        await page.evaluate(keepUploads(kept))
      }
      await page.goto(site.url + path, { waitUntil: 'domcontentloaded' })
      await page.getByText(shows).first().waitFor({ timeout: 15_000 })
      if (upload !== undefined) await page.setInputFiles('.chosen-files', upload.map(ofZeros))
      if (choose !== undefined) await page.getByRole('checkbox', { name: choose, exact: true }).first().check()
      if (press !== undefined) await page.getByRole('button', { name: press, exact: true }).first().click()
      if (afterwards !== undefined) await page.getByText(afterwards).first().waitFor({ timeout: 15_000 })
      return {
        page,
        troubles,
        end: () => {
          page.off('console', hear.console).off('pageerror', hear.pageerror).off('request', hear.request)
          if (pages === 'afresh') return context.close()
          if (kept !== undefined || upload !== undefined) return forget(context, page)
          // Where the mouse has been, it stays.
          return pages === 'one page' && press === undefined ? leave(context, page) : page.close()
        }
      }
    },
    close: () => site.close()
  }
}

const ofZeros = ({ name, size }: { name: string; size: number }) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.alloc(size)
})

/** As packages/web/src/uploads/kept-uploads.ts keeps them. */
const keepUploads = (uploads: readonly object[]): string => `new Promise((resolve, reject) => {
  const opening = indexedDB.open('kachery-uploads', 1)
  opening.onerror = () => reject(opening.error)
  opening.onupgradeneeded = () => opening.result.createObjectStore('uploads', { keyPath: 'id' })
  opening.onsuccess = () => {
    const writing = opening.result.transaction('uploads', 'readwrite')
    for (const one of ${JSON.stringify(uploads)}) writing.objectStore('uploads').put(one)
    writing.oncomplete = () => {
      opening.result.close()
      resolve()
    }
  }
})`
