/** How the site sends anything to the gateway: never from a cache, never elsewhere, and not for ever. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'

/** `timeLimit`: ms, until the answer begins. Throws ApiError with status 0 where none came. */
export function gatewayFetch(timeLimit: number, send: typeof fetch = fetch): typeof fetch {
  return async (input, init = {}) => {
    const late = AbortSignal.timeout(timeLimit)
    const signal = init.signal ? AbortSignal.any([init.signal, late]) : late
    try {
      return await send(input, { ...init, cache: 'no-store', redirect: 'error', signal })
    } catch (error) {
      if (init.signal?.aborted === true) throw error
      throw late.aborted ? tooLate(timeLimit) : unreachable()
    }
  }
}

const tooLate = (timeLimit: number) => {
  const waited = Math.round(timeLimit / 1000)
  return new ApiError(
    0,
    'network.slow',
    `No answer came within ${waited} s. It may be starting or busy. Try again.`,
    {}
  )
}

const unreachable = () =>
  new ApiError(
    0,
    'network.unreachable',
    'The gateway didn’t respond. Check that this computer is online; if it is, the gateway may be down.',
    {}
  )
