// One warm Lambda environment: imports the handler once, then answers a JSON line {event, cfnResponse?} on stdin
// with a JSON line {result} or {error} on the descriptor RESULT_FD.
// A custom resource's answer to https://cfn.invalid/ goes to the file cfnResponse.
import fs from 'node:fs'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'
import readline from 'node:readline'
import { pathToFileURL } from 'node:url'

const [directory, handler] = process.argv.slice(2)
const resultFd = Number(process.env.RESULT_FD)
delete process.env.RESULT_FD
let cfnResponse

const request = https.request
https.request = (options, callback) => {
  if ((options?.hostname ?? options?.host) !== 'cfn.invalid') return request(options, callback)
  let body = ''
  const answered = {
    statusCode: 200,
    headers: {},
    resume() {},
    on(name, then) {
      if (name === 'end') then()
      return this
    }
  }
  const sent = {
    on: () => sent,
    write: data => {
      body += data
    },
    end: data => {
      fs.writeFileSync(cfnResponse, body + (data ?? ''))
      setImmediate(() => callback?.(answered))
    }
  }
  return sent
}
syncBuiltinESMExports()

const dot = handler.lastIndexOf('.')
const base = path.join(directory, handler.slice(0, dot))
const file = ['.mjs', '.js', '.cjs'].map(suffix => base + suffix).find(name => fs.existsSync(name))
const answer = value => fs.writeSync(resultFd, `${JSON.stringify(value)}\n`)
const failed = error =>
  answer({
    error: {
      errorType: error?.name ?? 'Error',
      errorMessage: String(error?.message ?? error),
      trace: String(error?.stack ?? '').split('\n')
    }
  })

let run
try {
  const module = await import(pathToFileURL(file))
  run = module[handler.slice(dot + 1)] ?? module.default?.[handler.slice(dot + 1)]
  if (!run) throw new Error(`no handler ${handler}`)
} catch (error) {
  run = () => {
    throw error
  }
}
let count = 0
for await (const line of readline.createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  cfnResponse = message.cfnResponse
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME
  const context = {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:123456789012:function:${name}`,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: `${process.pid}-${++count}`,
    logGroupName: name,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => 60000,
    callbackWaitsForEmptyEventLoop: true
  }
  try {
    answer({ result: (await run(message.event, context)) ?? null })
  } catch (error) {
    failed(error)
  }
}
// The emulator went away: connections that the function keeps open must not keep this process.
process.exit()
