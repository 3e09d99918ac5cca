/** What a check found: one line for the operator, with what to do. */

import { styleText } from 'node:util'
import { defined } from '@kachery-gateway/core/defined.ts'

export interface Finding {
  /** `note`: worth knowing, but nothing is wrong with the deployment, or this machine cannot tell. */
  mark: 'right' | 'wrong' | 'note'
  /** Of what, in a word or two. */
  about: string
  /** Without a period. */
  said: string
  /** What to do, a sentence without its period. */
  todo?: string
}

export const right = (about: string, said: string): Finding => ({ mark: 'right', about, said })
export const wrong = (about: string, said: string, todo: string): Finding => ({ mark: 'wrong', about, said, todo })
export const note = (about: string, said: string, todo?: string): Finding => ({
  mark: 'note',
  about,
  said,
  ...defined({ todo })
})

const signs = { right: '✓', wrong: '✗', note: '!' } as const
const words = { right: 'ok   ', wrong: 'WRONG', note: 'note ' } as const
const colours = { right: 'green', wrong: 'red', note: 'yellow' } as const
const width = 12

/** `forPeople`: on a terminal; else plain ASCII, for files and programs. */
export function lineOf({ mark, about, said, todo }: Finding, forPeople: boolean): string {
  const text = `${about.padEnd(width)}  ${oneLine(todo === undefined ? said : `${said}: ${todo}`)}`
  if (forPeople) return `${styleText(colours[mark], signs[mark], { validateStream: false })} ${text}`
  return ascii(`${words[mark]}  ${text}`)
}

/** Some of what is told was said by others. */
const oneLine = (text: string) => text.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 500)

const plain: Readonly<Record<string, string>> = { '…': '...', '’': "'", '“': '"', '”': '"', '–': '-', '→': '->' }

export const ascii = (text: string): string => text.replace(/[^\x20-\x7e]/gu, character => plain[character] ?? '?')
