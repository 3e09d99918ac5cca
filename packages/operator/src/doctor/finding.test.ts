import { describe, expect, it } from 'vitest'
import { lineOf, note, right, wrong } from './finding.ts'

describe('a finding', () => {
  it('is one line, with what to do', () => {
    expect(lineOf(wrong('site', 'it is\nnot there', 'deploy again'), false)).toBe(
      'WRONG  site          it is not there: deploy again'
    )
    expect(lineOf(right('site', 'there'), false)).toBe('ok     site          there')
  })

  it('has a sign and a colour for people, and is plain ASCII for programs', () => {
    const finding = note('site', 'AWS’s “page” … é')
    expect(lineOf(finding, true)).toBe('\u001b[33m!\u001b[39m site          AWS’s “page” … é')
    expect(lineOf(finding, false)).toBe('note   site          AWS\'s "page" ... ?')
    expect(lineOf(right('site', '\u001b[2Jthere'), true)).not.toContain('\u001b[2J')
  })
})
