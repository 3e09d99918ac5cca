import { expect, it } from 'vitest'
import { html } from './html.ts'

it('whatever is put into HTML is escaped', () => {
  const nasty = `<script>&"'`
  expect(html`<p title="${nasty}">${nasty}</p>`.text).toBe(
    '<p title="&lt;script&gt;&amp;&quot;&#39;">&lt;script&gt;&amp;&quot;&#39;</p>'
  )
})

it('HTML in HTML stays as it is, also in lists', () => {
  const item = html`<b>${'&'}</b>`
  expect(html`${item}${[item, item]}${1}`.text).toBe('<b>&amp;</b><b>&amp;</b><b>&amp;</b>1')
})

it('conditions that do not hold leave nothing', () => {
  expect(html`a${undefined}${false}b`.text).toBe('ab')
})
