import { readFileSync } from 'node:fs'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { clientRoutes } from './client-routes.ts'
import { functions } from './lambda/functions.ts'
import { routes } from './routes.ts'

describe('the table of routes', () => {
  it('is plain data: who reads it loads no handler', () => {
    const importsOf = (file: string) =>
      readFileSync(new URL(file, import.meta.url), 'utf8').match(/^import (?!type).*$/gm) ?? []
    expect(importsOf('./routes.ts')).toEqual([
      "import { apiRoutes } from './api/api-routes.ts'",
      "import { clientRoutes } from './client-routes.ts'",
      "import { linkRoutes } from './link-routes.ts'"
    ])
    for (const file of ['./client-routes.ts', './link-routes.ts']) expect(importsOf(file)).toEqual([])
    for (const line of importsOf('./api/api-routes.ts')) expect(line).toMatch(/core\/api\/contract\.ts'|'zod'/)
    for (const route of routes) expect(Object.keys(functions)).toContain(route.function)
  })

  it('gives the gateway function the routes of kachery clients, and no others', () => {
    expect(routes.filter(route => route.function === 'gateway')).toEqual(clientRoutes)
  })

  it('has each method and path once', () => {
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length)
  })

  it.each(routes)(
    '$method $path has a path, a summary, and a handler that answers even where no gateway can be made',
    async route => {
      expect(route.path).toMatch(/^(\/[A-Za-z0-9{}.-]+)+$/)
      expect(route.summary.length).toBeGreaterThan(5)
      const handler = (await route.load())(() => Promise.reject(new Error('not configured')))
      const event = { headers: {}, requestContext: { requestId: 'id' } } as unknown as APIGatewayProxyEventV2
      const said = console.error
      console.error = () => {}
      try {
        expect([200, 204, 500]).toContain((await handler(event, {} as Context)).statusCode)
      } finally {
        console.error = said
      }
    }
  )

  it('has what clients in the field call', () => {
    const names = routes.map(({ method, path }) => `${method} ${path}`)
    for (const name of ['POST /api/gateway', 'OPTIONS /api/gateway']) expect(names).toContain(name)
  })
})
