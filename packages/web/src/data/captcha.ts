/** Google reCAPTCHA v3, where this gateway asks for it: its script is loaded only when it is needed. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import * as z from 'zod/mini'

type Execute = (siteKey: string, options: { action: string }) => Promise<string>

const Recaptcha = z.object({
  ready: z.custom<(then: () => void) => void>(value => typeof value === 'function'),
  execute: z.custom<Execute>(value => typeof value === 'function')
})

/** To be spread into the body of a request. `siteKey`: null where the gateway does not ask. */
export async function captchaFor(siteKey: string | null, action: 'register_client' | 'add_zone') {
  if (siteKey === null) return {}
  await loaded(siteKey)
  const { ready, execute } = Recaptcha.parse(Reflect.get(window, 'grecaptcha'))
  await new Promise<void>(resolve => ready(resolve))
  return { captchaToken: await execute(siteKey, { action }) }
}

function loaded(siteKey: string): Promise<void> {
  if (Reflect.get(window, 'grecaptcha') !== undefined) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = `https://www.google.com/recaptcha/api.js?render=${encodeURIComponent(siteKey)}`
    script.addEventListener('load', () => resolve())
    script.addEventListener('error', () => {
      script.remove()
      reject(notLoaded())
    })
    document.head.append(script)
  })
}

const notLoaded = () =>
  new ApiError(
    0,
    'captcha.not_loaded',
    'Google reCAPTCHA, which this gateway asks for, cannot be loaded. Allow www.google.com and www.gstatic.com, and try again.',
    {}
  )
