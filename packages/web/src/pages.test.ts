import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { siteAssets, sitePages } from './pages.ts'

it('the table of pages imports nothing, so that the stack reads it without the site', () => {
  expect(readFileSync(new URL('pages.ts', import.meta.url), 'utf8')).not.toMatch(/\bimport\b/)
})

it('each page is at the same path for CloudFront and for the router', () => {
  for (const { cloudFront, route } of sitePages) expect(route.replace(/:\w+/g, '*')).toBe(cloudFront)
})

it('no page takes a path from the API or from the assets', () => {
  for (const { cloudFront } of sitePages) {
    for (const other of ['/api/', '/github/', siteAssets.replace('*', '')]) {
      expect(cloudFront.startsWith(other)).toBe(false)
      expect(cloudFront.startsWith('/*')).toBe(false)
    }
  }
})

it('each page has its own path and its own name', () => {
  for (const field of ['name', 'cloudFront', 'route'] as const) {
    expect(new Set(sitePages.map(page => page[field])).size).toBe(sitePages.length)
  }
})
