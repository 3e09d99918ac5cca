/** docs/decisions/README.md lists every decision. Who adds one adds a line. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const folder = new URL('../../docs/decisions/', import.meta.url)
const files = readdirSync(folder).filter(name => /^\d/.test(name))
const list = readFileSync(new URL('README.md', folder), 'utf8')
const lines = list.split('\n').filter(line => line.startsWith('| ['))

const beginningOf = (file: string) => {
  const [title = ''] = readFileSync(new URL(file, folder), 'utf8').split('\n')
  return `| [${file.slice(0, 4)}](${file}) ${title.replace(/^# (\d{4}: )?/, '')} |`
}

it.each(files)('%s is in the list of decisions, under its title', file => {
  const line = beginningOf(file)
  const found = lines.filter(each => each.startsWith(line))
  expect(found, `Add this line to docs/decisions/README.md, in the order of numbers:\n${line} holds |\n`).toHaveLength(
    1
  )
})

it('each number is one decision, in order, with a status', () => {
  const numbers = files.map(name => name.slice(0, 4))
  expect(new Set(numbers).size, `two decisions with one number: ${numbers.join(' ')}`).toBe(numbers.length)
  const listed = lines.map(
    line => /^\| \[(\d{4})\]\(\S+\) .+ \| (holds|replaced by \[\d{4}\]\(\S+\))[^|]* \|$/.exec(line)?.[1] ?? line
  )
  expect(listed).toEqual(numbers.toSorted())
})
