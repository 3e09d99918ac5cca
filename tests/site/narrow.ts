/** What a page hides where there is little room: looked for in the page itself; and answers with the longest names. */
import type { Page } from 'playwright-core'
import type { Answer, ApiAnswers } from './administration/site-with-api.ts'

/** Empty: nothing is wider than the page or cut without a sign, no button or heading breaks in a word, no placeholder is cut. */
export const narrowFaults = (page: Page): Promise<string[]> => page.evaluate<string[]>(`(${inPage})()`)

const inPage = `() => {
  const nameOf = element =>
    element.tagName.toLowerCase() + [...element.classList].map(name => '.' + name).join('') + ' “' + (element.innerText ?? '').slice(0, 40) + '”'
  const shown = [...document.body.querySelectorAll('*')].filter(element => element.checkVisibility() && element.clientWidth > 2)
  const width = document.documentElement.scrollWidth
  const wide = width <= innerWidth ? [] : ['the page is ' + width + ' px wide at ' + innerWidth]
  const culprits = wide.length === 0 ? [] : shown
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
    .map(element => 'beyond the page: ' + nameOf(element)).slice(-3)
  const cut = shown.filter(element => {
    const { overflowX, textOverflow } = getComputedStyle(element)
    return element.scrollWidth > element.clientWidth + 1 && ['hidden', 'clip'].includes(overflowX) && textOverflow !== 'ellipsis' &&
      !element.closest('svg, .unseen, .cm-editor')
  }).map(element => 'cut without a sign: ' + nameOf(element))
  const broken = [...document.querySelectorAll('button, a.button, nav a, [role="tab"], h1, h2, h3')].filter(element => element.checkVisibility()).flatMap(element => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    const words = []
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement.closest('.unseen, bdi')) continue
      for (const { 0: word, index } of walker.currentNode.data.matchAll(/[^\\s-]+/g)) {
        // A name that is longer than a line.
        if (word.length > 20) continue
        const range = document.createRange()
        range.setStart(walker.currentNode, index)
        range.setEnd(walker.currentNode, index + word.length)
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) words.push('broken in a word: ' + word)
      }
    }
    return words
  })
  const placeholders = [...document.querySelectorAll('input[placeholder]')].flatMap(field => {
    const style = getComputedStyle(field)
    const pen = document.createElement('canvas').getContext('2d')
    pen.font = style.font
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
    return pen.measureText(field.placeholder).width > room ? ['a cut placeholder: ' + field.placeholder] : []
  })
  return [...wide, ...culprits, ...cut, ...broken, ...placeholders]
}`

/** The most that each may have, characters. */
const longest: Record<string, number> = {
  ...Object.fromEntries(['login', 'ownerId', 'owner', 'userId', 'by', 'clientOwner'].map(key => [key, 39])),
  ...Object.fromEntries(['zone', 'resourceName', 'name', 'about'].map(key => [key, 100])),
  ...Object.fromEntries(['label', 'bucketUri', 'fallbackBucketUri', 'directory', 'proxyUrl'].map(key => [key, 200]))
}
export const longZone = `franklab.${'electrophysiology'.repeat(6)}`.slice(0, 100)

/** The same answers, whose names are as long as names can be, in one word. */
export const withLongNames = (answers: ApiAnswers): ApiAnswers =>
  Object.fromEntries(
    Object.entries(answers).map(([operation, answer]) => [
      operation,
      asked => {
        const given = answer(asked)
        return typeof given === 'string' ? given : lengthened(given)
      }
    ])
  )

const lengthened = (answer: Answer): Answer => ({
  ...answer,
  ...(answer.json === undefined ? {} : { json: JSON.parse(JSON.stringify(answer.json, replaced)) })
})

function replaced(key: string, value: unknown): unknown {
  const most = longest[key]
  if (most === undefined || typeof value !== 'string' || value === '') return value
  return (value + 'w'.repeat(most)).slice(0, most)
}
