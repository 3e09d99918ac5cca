/** Google reCAPTCHA v3, where this gateway asks for it: its scripts are loaded only when they are needed. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import * as z from 'zod/mini'

const Loading = z.object({ ready: z.custom<(then: () => void) => void>(value => typeof value === 'function') })

type Execute = (siteKey: string, options: { action: string }) => Promise<string>
const Loaded = z.object({ execute: z.custom<Execute>(value => typeof value === 'function') })

/** ms: until Google has given its word. */
const patience = 10_000

/** To be spread into the body of a request. `siteKey`: null where the gateway does not ask. Throws `captcha.not_loaded`. */
export async function captchaFor(siteKey: string | null, action: 'register_client' | 'add_zone') {
  if (siteKey === null) return {}
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(notLoaded()), patience)
  try {
    return { captchaToken: await Promise.race([tokenFor(siteKey, action), late.promise]) }
  } catch {
    // Whatever there is of it: another try begins anew.
    Reflect.deleteProperty(window, 'grecaptcha')
    throw notLoaded()
  } finally {
    clearTimeout(timer)
  }
}

async function tokenFor(siteKey: string, action: string): Promise<string> {
  await loaded(siteKey)
  // What is loaded first knows `ready` alone; the rest comes in a script of its own.
  const { ready } = Loading.parse(grecaptcha())
  await new Promise<void>(resolve => ready(resolve))
  return Loaded.parse(grecaptcha()).execute(siteKey, { action })
}

const grecaptcha = (): unknown => Reflect.get(window, 'grecaptcha')

function loaded(siteKey: string): Promise<void> {
  if (grecaptcha() !== undefined) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = `https://www.google.com/recaptcha/api.js?render=${encodeURIComponent(siteKey)}`
    script.addEventListener('load', () => resolve())
    script.addEventListener('error', () => {
      script.remove()
      reject(new Error('blocked'))
    })
    document.head.append(script)
  })
}

const notLoaded = () =>
  new ApiError(
    0,
    'captcha.not_loaded',
    'Couldn’t load Google reCAPTCHA, which this gateway needs. Allow www.google.com and www.gstatic.com, and try again.',
    {}
  )
