import { readFileSync } from 'node:fs'
import { accessPolicies } from '@kachery-gateway/core/access/access-policy.ts'
import { api } from '@kachery-gateway/core/api/contract.ts'
import { describe, expect, it } from 'vitest'
import { testSite } from '../../testing/test-site.ts'
import { routes } from '../routes.ts'

describe('the API document', () => {
  it('has every route of the table, with its schemas', async () => {
    const answer = await testSite().ask('GET /api/openapi.json')
    const { openapi, paths } = answer.json
    expect(openapi).toBe('3.1.0')
    for (const { method, path } of routes) {
      if (method !== 'OPTIONS') expect(paths).toHaveProperty([path, method.toLowerCase()])
    }
    expect(paths).toMatchObject({
      '/api/zones/{zone}/settings': {
        put: {
          parameters: [
            { name: 'zone', in: 'path', required: true },
            { name: 'If-Match', in: 'header', required: true }
          ],
          requestBody: { content: { 'application/json': { schema: { properties: { yaml: { type: 'string' } } } } } },
          security: [{ session: [] }]
        }
      }
    })
  })

  it('names only error codes that there are', () => {
    const made = ['errors.ts', 'site-errors.ts'].map(file =>
      readFileSync(new URL(`../../../core/src/${file}`, import.meta.url), 'utf8')
    )
    const named = Object.values(api).flatMap(({ errors }): readonly string[] => errors)
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter(code => !made.some(text => text.includes(`'${code}'`)))).toEqual([])
  })

  it('says of each operation who may call it and what it may be refused with', async () => {
    const { paths } = (await testSite().ask('GET /api/openapi.json')).json
    for (const [name, { caller, summary, errors }] of Object.entries(api)) {
      const [method = '', path = ''] = name.split(' ')
      expect(paths).toHaveProperty(
        [path, method.toLowerCase()],
        expect.objectContaining({
          summary,
          description: accessPolicies[caller],
          responses: expect.objectContaining({
            default: expect.objectContaining({ description: expect.stringContaining(errors.join(', ')) })
          })
        })
      )
    }
  })
})
