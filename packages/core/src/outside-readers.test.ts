/**
 * Every file that reads what comes from outside, with the bound of it before it is parsed. A new one is missing here
 * until somebody has thought of its bound, and of its largest input in testing/large-inputs.ts where that is large.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)

const readers: Record<string, string> = {
  // Large objects of a bucket, in slices
  'core/src/stores/json-pieces.ts': 'bytes by its caller; values of 262,144 bytes, 64 deep',
  'core/src/stores/json-splitter.ts': 'the same',
  'core/src/activity/all-time-usage.ts': 'a checkpoint of 16 MB',
  'core/src/activity/counted-days.ts': 'usage.json and the days of a report 64 MB; a day and the checkpoint 16 MB',
  'core/src/activity/recent-activity.ts': 'three archives of 16 MB',
  'core/src/activity/archive-logs.ts': 'hashed as a stream, up to 64 MB',
  'core/src/usage/archive-items.ts': 'an archive of 1 GB',
  'core/src/usage/checkpoint.ts': '16 MB',
  'core/src/usage/parts.ts': '250 MB, and the bytes that the checkpoint says',
  'core/src/files/hash-content.ts': 'hashed as a stream: 5 TB, in as many runs as it takes',
  // Small objects of a bucket
  'core/src/stores/read-json-object.ts': 'bytes by its caller',
  'core/src/legacy/import-legacy.ts': '256 KiB',
  'core/src/legacy/user-lists.ts': '256 KiB',
  'core/src/zones/check-zone.ts': '10 kB, not parsed',
  'core/src/zones/place-marker.ts': 'some kB',
  'core/src/zones/test-bucket.ts': '1 kB, not parsed',
  'core/src/zones/settings.ts': '64 KiB',
  'core/src/zones/edit-settings.ts': '64 KiB, 100 users in one change',
  'core/src/model/authorization-settings.ts': '64 KiB, by whoever read it; 40,000 words and signs',
  'core/src/zones/settings-switches.ts': 'the same',
  'core/src/model/yaml-text.ts': 'words by its caller, bytes by whoever read it',
  'core/src/zones/first-settings.ts': '64 KiB',
  'local/src/first-administrator.ts': '64 KiB',
  // Requests
  'functions/src/http/request.ts': '64 kB, or as its caller says',
  'functions/src/handlers/gateway.ts': '64 kB',
  'functions/src/handlers/v2.ts': '64 kB',
  'functions/src/api/implement.ts': '120 kB',
  'core/src/signing/json-text.ts': 'strings of a request of 64 kB',
  'core/src/activity/activity-place.ts': 'a query of a request',
  'core/src/stores/dynamodb/page-token.ts': 'a query of a request',
  // Answers of others
  'functions/src/http/answer-text.ts': 'bytes by its caller, counted as they come',
  'functions/src/sign-in/github-users.ts': '100 kB',
  'functions/src/sign-in/captcha.ts': '10 kB',
  'functions/src/aws/signed-call.ts': '8 MB; AWS sends 6 MB at most',
  'functions/src/aws/json-call.ts': 'the same',
  'functions/src/aws/invoked-ephemeral-store.ts': 'log items of 2 MB',
  'core/src/stores/remote-ephemeral-store.ts': 'the same',
  'core/src/stores/http-request.ts': 'bytes by its caller, counted as they come',
  'core/src/stores/dynamodb/client.ts': '32 MB; DynamoDB sends 16 MB of items at most',
  'core/src/stores/s3/failure.ts': '64 kB',
  'core/src/stores/s3/xml.ts': 'bytes by its caller',
  'core/src/stores/s3/read-body.ts': 'bytes by its caller, counted as they come',
  'core/src/stores/s3/object-calls.ts': 'bytes by whoever asks for an object',
  'core/src/stores/s3/sdk-calls.ts': '160 kB, which the SDK parses at once',
  'core/src/stores/dynamodb/sdk-calls.ts': '32 MB; AWS’s answers to writes have some kB',
  'core/src/stores/sdk-settings.ts': 'bytes by its caller, counted as they come',
  'functions/src/sign-in/github-oauth.ts': 'GitHub’s answer to a code, which the library reads without a bound',
  'core/src/stores/mongodb/log-item-document.ts': 'a log item, one by one',
  'core/src/stores/dynamodb/item.ts': 'a record of 350 kB',
  'core/src/stores/dynamodb/log-item.ts': 'a log item of 400 kB, inflated to 16 MB at most',
  'core/src/stores/dynamodb/found-items.ts': 'an item that we wrote',
  // Ours, and the operator's
  'functions/src/lambda/queue-function.ts': 'messages of 256 KiB',
  'functions/src/lambda/gateway-on-aws.ts': 'environment of 4 kB',
  'functions/src/config.ts': 'environment',
  'functions/src/lambda/own-stages.ts': 'the operator’s own file',
  'core/src/zones/remove-zone.ts': 'a settings file of 64 KiB, copied as it is',
  'core/src/zones/gateway-config.ts': 'GATEWAY_CONFIG, which its operator writes',
  'core/src/zones/webhook.ts': 'a record that we encrypted',
  'core/src/zones/zone-credentials.ts': 'a record that we encrypted',
  'core/src/moving/generation-2025.ts': 'credentials of 2,000 characters in a record of an earlier database',
  'core/src/jobs/run-job.ts': 'a result that we made',
  'core/src/api/client.ts': 'our own API, in a browser',
  'local/src/jobs/job-server.ts': 'our own command'
}

/** The data folder of a gateway on one machine, which nobody else writes to. */
const ours = /^local\/src\/(embedded|data)\//
const reading =
  /\bbucket\.(get|read)\(|JSON\.parse\(|readJsonObject\(|[jJ]sonPieces\(|read(ing)?Yaml\(|parseDocument\(|\.(json|text)\(\)|bodyText\(|answerText\(|readWhole\(|xmlField\(|sdkSettings\(|validateAuthorizationCode\(/

it('what comes from outside has a bound before it is parsed, wherever it is read', () => {
  const files = ['core', 'functions', 'local'].flatMap(name =>
    readdirSync(new URL(`${name}/src`, root), { recursive: true, encoding: 'utf8' }).map(file => `${name}/src/${file}`)
  )
  const found = files
    .filter(file => file.endsWith('.ts') && !/\.(test|contract)\.ts$/.test(file) && !ours.test(file))
    .filter(file => reading.test(readFileSync(new URL(file, root), 'utf8')))
  expect(found.sort()).toEqual(Object.keys(readers).sort())
})
