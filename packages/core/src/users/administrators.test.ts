import { expect, it } from 'vitest'
import { loginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'
import { isGatewayAdministrator } from './administrators.ts'

const administrators = new Map(['root', 'Ada'].map(login => [loginKey(login), UserLabel.parse(login)]))
const isOne = (...labels: string[]) => isGatewayAdministrator({ administrators }, { labels: labels.map(loginKey) })

it('one label that is listed is enough, whatever other names the account has', () => {
  expect(isOne('ada')).toBe(true)
  expect(isOne('ADA')).toBe(true)
  expect(isOne('ada-lovelace', 'ada')).toBe(true)
  expect(isOne('ada', 'ada-lovelace')).toBe(true)
})

it('nobody else is an administrator, nor is somebody without a label', () => {
  expect(isOne('ada-lovelace', 'bob')).toBe(false)
  expect(isOne()).toBe(false)
})
