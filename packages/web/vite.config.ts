/** How the site is built: every file but index.html has a name that changes with its content, and nothing is inline. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'
import { firstLoad } from './first-load.ts'

/** kB of JavaScript, gzipped, that a page may need before it is there. */
const firstLoadBudget = 120

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [solid(), firstLoad(firstLoadBudget)],
  // index.html names its assets from the root, which a gateway behind a path prefix changes; they find each other.
  experimental: { renderBuiltUrl: (_, { hostType }) => (hostType === 'html' ? undefined : { relative: true }) },
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    // The content security policy knows no inline code; `data:` images would be kept anew with each page.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false
  },
  server: { proxy: { '/api': process.env.KACHERY_GATEWAY_URL ?? 'http://127.0.0.1:20117' } }
})
