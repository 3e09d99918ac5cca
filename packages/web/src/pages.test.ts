import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { siteAssets, sitePages, sitePaths } from './pages.ts'

const fits = (pattern: string, path: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(path)

it('the table of pages imports nothing, so that the stack reads it without the site', () => {
  expect(readFileSync(new URL('pages.ts', import.meta.url), 'utf8')).not.toMatch(/\bimport\b/)
})

it('CloudFront takes each page, whatever its names are, for a page', () => {
  for (const route of Object.values(sitePages)) {
    const path = route.replace(/:\w+/g, 'franklab.default')
    expect(sitePaths.filter(pattern => fits(pattern, path))).toHaveLength(1)
  }
})

it('CloudFront takes no more paths than those of pages', () => {
  for (const pattern of sitePaths) {
    const pages = Object.values(sitePages).filter(route => fits(pattern, route.replace(/:\w+/g, 'x')))
    expect(pages, pattern).not.toEqual([])
  }
  // CloudFront allows 25 cache behaviours in a distribution: the default one and that of the assets are two of them.
  expect(sitePaths.length).toBeLessThanOrEqual(23)
})

it('no page takes a path from the API or from the assets', () => {
  for (const pattern of sitePaths) {
    for (const other of ['/api/gateway', '/api/zones', '/github/auth', siteAssets.replace('*', 'x')]) {
      expect(fits(pattern, other), `${pattern} ${other}`).toBe(false)
    }
  }
})

it('each page has its own path', () => {
  const routes = Object.values(sitePages)
  expect(new Set(routes).size).toBe(routes.length)
})
