/** Pages of figurl.org call the gateway from the browser; pages of others do not. */
import { describe, expect, it } from 'vitest'
import { type TheSubject, unknownHash } from './subject.ts'

export function corsSuite(the: TheSubject): void {
  describe('CORS', () => {
    const origins = ['https://figurl.org', 'https://www.figurl.org', 'http://localhost:3000', 'http://localhost:3001']
    const preflight = (origin: string) =>
      fetch(`${the().url}/api/gateway`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type'
        }
      })
    const find = () => ({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash() })

    it.each(origins)('%s may call', async origin => {
      const asked = await preflight(origin)
      expect(asked.ok).toBe(true)
      expect(asked.headers.get('access-control-allow-origin')).toBe(origin)
      expect(asked.headers.get('access-control-allow-methods')).toMatch(/\bPOST\b/)
      expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(/\bcontent-type\b/)
      const answer = await the().unregistered.request(find(), { headers: { origin } })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    })

    it('may read why a call was refused', async () => {
      const [origin = ''] = origins
      const answer = await the().unregistered.post('no JSON', { origin })
      expect(answer.code).toBe('request.not_json')
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      expect(answer.headers.get('access-control-expose-headers')).toMatch(/\bx-error-code\b/)
    })

    const strangers = ['https://example.org', 'https://figurl.org.example.org', 'http://figurl.org', 'null']
    it.each(strangers)('%s may not', async origin => {
      const asked = await preflight(origin)
      expect(asked.headers.get('access-control-allow-origin')).toBeNull()
      const answer = await the().unregistered.request(find(), { headers: { origin } })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      expect(answer.headers.get('vary')).toMatch(/\borigin\b/i)
    })

    it('lets nobody send cookies', async () => {
      for (const origin of [...origins, ...strangers]) {
        const asked = await preflight(origin)
        expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
      }
    })
  })
}
