/** What is said in any of the ways that a gateway has is seen, and by whoever it was meant for, too. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { givenByEnvironment } from './environment.ts'
import { fakeServer } from './fake-servers.ts'
import { interceptChildProcesses } from './interceptors/child-processes.ts'
import { interceptConsole } from './interceptors/console.ts'
import { interceptFetchedAnswers } from './interceptors/fetched-answers.ts'
import { interceptHttpAnswers } from './interceptors/http-answers.ts'
import { sent } from './sent.ts'
import { answered, beginWatch, logged, stored, testLogger } from './watch.ts'

const secret = 'secret-of-the-interceptors-test'
const halves = [secret.slice(0, 9), secret.slice(9)] as const

function watching() {
  const watch = beginWatch()
  watch.know('origin secret', secret)
  return watch
}

async function serve(server: Server): Promise<string> {
  onTestFinished(() => void server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a?b`
}

const answering = () =>
  createServer((_, response) => {
    response.setHeader('x-one', secret)
    response.writeHead(200, { 'x-two': secret })
    response.write(halves[0])
    response.end(halves[1])
  })
const everyPart = ['body', 'header x-one', 'header x-two'].map(part => expect.stringContaining(`the ${part} of`))

it('an answer of an HTTP server: body, in pieces, and headers', async () => {
  const watch = watching()
  const url = await serve(answering())
  interceptHttpAnswers(watch)
  expect(await (await fetch(url)).text()).toBe(secret)
  await expect.poll(() => watch.leaks().sort()).toEqual(everyPart)
})

it.each(['text', 'arrayBuffer', 'json'] as const)('an answer that is fetched, read as %s', async how => {
  const watch = watching()
  const url = await serve(createServer((_, response) => void response.end(JSON.stringify(secret))))
  interceptFetchedAnswers(watch)
  const read = await (await fetch(url))[how]()
  expect(read instanceof ArrayBuffer ? Buffer.from(read).toString() : read).toContain(secret)
  expect(watch.leaks()).toEqual([expect.stringContaining('the body of the answer to GET /a, after')])
})

it('the answer of a fake server is none of the gateway’s', async () => {
  const watch = watching()
  interceptHttpAnswers(watch)
  interceptFetchedAnswers(watch)
  const url = await serve(fakeServer(answering()))
  expect(await (await fetch(url)).text()).toBe(secret)
  expect(watch.leaks()).toEqual([])
})

it.each(['stdout', 'stderr'] as const)('what a process writes to %s', async stream => {
  const watch = watching()
  interceptChildProcesses(watch)
  const program = `process.${stream}.write('${halves[0]}'); setTimeout(() => process.${stream}.write('${halves[1]}'), 50)`
  const child = spawn(process.execPath, ['-e', program])
  let read = ''
  child[stream].on('data', chunk => {
    read += chunk
  })
  await once(child, 'close')
  expect(read).toBe(secret)
  expect(watch.leaks()).toEqual([expect.stringContaining('the log of')])
})

it('what this process writes', () => {
  const watch = watching()
  interceptConsole(watch)
  process.stderr.write(`a line with ${secret}\n`)
  expect(watch.leaks()).toHaveLength(1)
  console.log(`another with ${secret}`)
  expect(watch.leaks()).toHaveLength(1)
})

it('what fixtures say was answered, logged and stored, down to an error’s cause', () => {
  const watch = watching()
  answered('GET /x', { headers: { 'x-a': secret }, cookies: [`a=${secret}`], body: secret })
  expect(watch.leaks()).toHaveLength(3)
  logged('the gateway', 'error', 'x', { reason: new Error('outside', { cause: new Error(secret) }) })
  expect(watch.leaks()).toHaveLength(1)
  const lines: unknown[] = []
  testLogger((...line) => void lines.push(line)).error(secret)
  expect(watch.leaks()).toHaveLength(1)
  expect(lines).toEqual([['error', secret]])
  stored('log item', { a: [secret] })
  stored(`record ${secret}`, [secret])
  const leaks = watch.leaks()
  expect(leaks).toHaveLength(3)
  expect(leaks.join()).not.toContain(secret)
})

it.each([
  ['headers', { headers: { Authorization: `Bearer ${secret}` } }],
  ['Basic', { headers: { authorization: `Basic ${Buffer.from(`id:${secret}`).toString('base64')}` } }],
  ['a cookie', { headers: { cookie: `a=b; __Host-kachery-session=${secret}` } }],
  ['the header of the CDN', { headers: { 'x-origin-verify': secret } }],
  ['JSON', { body: `{"credentials": {"secretAccessKey": "${secret}"}}` }],
  ['a form', { body: `grant=x&code_verifier=${secret}` }],
  ['an address', { url: `/api/sign-in?code=${secret}` }]
])('a secret that is sent in %s is looked for from then on', (_, request) => {
  const watch = beginWatch()
  sent(request)
  stored('log item', secret)
  expect(watch.leaks()).toHaveLength(1)
})

it.each([
  ['GITHUB_CLIENT_SECRET', secret],
  ['RECAPTCHA_SECRET_KEY', secret],
  ['AWS_SECRET_ACCESS_KEY', secret],
  ['ORIGIN_SECRET', secret],
  ['MONGO_URI', `mongodb://someone:${secret}@host/`],
  ['GATEWAY_CONFIG', `bucketCredentials: '{"accessKeyId": "a", "secretAccessKey": "${secret}"}'`]
])('what a gateway is given as %s is looked for', (name, value) => {
  const watch = beginWatch()
  givenByEnvironment({ [name]: value })
  stored('log item', secret)
  expect(watch.leaks()).toHaveLength(1)
})
