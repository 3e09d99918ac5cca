import { expect, it } from 'vitest'
import { signsInByName } from './local-only.ts'

it('people sign in by name only where PUBLIC_URL leads nobody else here', () => {
  for (const url of [undefined, 'http://localhost:8080', 'http://127.0.0.1', 'http://127.1.2.3:1', 'http://[::1]:5']) {
    expect(signsInByName(url), url).toBe(true)
  }
  for (const url of [
    'https://kachery.lab.example',
    'http://192.168.0.7:20117',
    'http://0.0.0.0:20117',
    'http://127.0.0.1.lab.example',
    'http://localhost.lab.example',
    'http://localhost@lab.example',
    'http://[::2]'
  ]) {
    expect(signsInByName(url), url).toBe(false)
  }
})
