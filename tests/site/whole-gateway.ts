/** A whole gateway on this machine with the built site, and people with browsers of their own in front of it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@kachery-gateway/functions/config.ts'
import chromium from '@sparticuz/chromium'
import { chromium as driver, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { searchFolder } from '../../packages/leak-check/src/folder.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'
import { type LocalGateway, startLocalGateway } from '../../packages/local/src/start.ts'
import { builtSite } from '../../scripts/built-site.ts'

export interface WholeGateway extends LocalGateway {
  /** Its data directory. */
  directory: string
  /** What went wrong in any browser: in the console, thrown, or against the policy. */
  troubles(): string[]
  /** A person with a browser of their own. */
  person(): Promise<Page>
  close(): Promise<void>
}

/** `environment`: as an operator would set it. `verifyUrl`: what stands for Google. */
export async function openWholeGateway(
  environment: Record<string, string> = {},
  more: { verifyUrl?: string } = {}
): Promise<WholeGateway> {
  const { config, problems } = readConfig(environment)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  const directory = await mkdtemp(join(tmpdir(), 'kachery-site-'))
  const gateway = await startLocalGateway({
    config,
    directory,
    port: 0,
    siteFolder: builtSite(),
    logger: testLogger(),
    ...more
  })
  // The package's own arguments switch web security off.
  const browser = await driver.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox']
  })
  const troubles: string[] = []
  return {
    ...gateway,
    directory,
    // Refusals are what some pages are asked to show.
    troubles: () => troubles.filter(text => !text.startsWith('Failed to load resource')),
    async person() {
      const context = await browser.newContext({ locale: 'en-GB' })
      context.setDefaultTimeout(15_000)
      const page = await context.newPage()
      page.on('console', message => {
        if (['error', 'warning'].includes(message.type())) troubles.push(message.text())
      })
      page.on('pageerror', error => troubles.push(String(error)))
      return page
    },
    async close() {
      await browser.close()
      await gateway.close()
      await searchFolder(directory)
      await rm(directory, { recursive: true, force: true })
    }
  }
}

/** By name, from a page that asks for it. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.locator('main').getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).waitFor()
}

/** On a zone's page Access. */
export async function allowUpload(page: Page, name: string): Promise<void> {
  await page.getByLabel('Add users').fill(name)
  await page.getByRole('button', { name: 'Add user' }).click()
  const upload = page.getByRole('switch', { name: new RegExp(`upload for ${name}`, 'i') })
  await upload.waitFor()
  if (!(await upload.isChecked())) await upload.press('Space')
  await expect.poll(() => upload.isChecked(), { timeout: 15_000 }).toBe(true)
}
