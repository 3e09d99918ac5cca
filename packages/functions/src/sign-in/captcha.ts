/**
 * reCAPTCHA v3: Google's word on whether a person is at the page. Success, action, score and hostname are all checked,
 * and whatever is no clear yes is a no.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import * as z from 'zod'
import { answerText } from '../http/answer-text.ts'
import type { Captcha } from './site-deps.ts'

/** Google's own advice for where to begin; 1 is a person, 0 a robot. */
export const leastScore = 0.5
/** ms */
const patience = 3_000

const Verdict = z.object({
  success: z.literal(true),
  score: z.number().min(leastScore).max(1),
  action: z.string(),
  hostname: z.string()
})

interface RecaptchaOptions {
  siteKey: string
  secretKey: string
  /** Those that the page may have. */
  hostnames: readonly string[]
  verifyUrl?: string
}

export function recaptcha(options: RecaptchaOptions): Captcha {
  const { siteKey, secretKey, hostnames, verifyUrl = 'https://www.google.com/recaptcha/api/siteverify' } = options
  return {
    siteKey,
    async check(token, action) {
      if (token === undefined || !/^[\w.-]{1,4096}$/.test(token)) throw siteErrors.humanNotShown()
      const answer = await ask(verifyUrl, { secret: secretKey, response: token })
      const verdict = Verdict.safeParse(answer)
      const human = verdict.success && verdict.data.action === action && hostnames.includes(verdict.data.hostname)
      if (!human) throw siteErrors.humanNotShown()
    }
  }
}

/** Bytes. */
const longestAnswer = 10_000

/** Throws `store.unavailable`, which says nothing of what was sent. */
async function ask(url: string, fields: Record<string, string>): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'error',
      signal: AbortSignal.timeout(patience)
    })
    if (response.status !== 200) throw new Error(`it answers ${response.status}`)
    return JSON.parse(await answerText(response, longestAnswer))
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown'
    throw errors.storeUnavailable('Google reCAPTCHA', new Error(`siteverify: ${name}`))
  }
}
