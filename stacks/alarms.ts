/** The alarms: when each goes off, what it says and what to do. docs/hosting.md has the same in a table, held by a test. */
export interface AlarmText {
  /** It goes off above this … */
  threshold: number
  /** … in so many periods of 5 minutes … */
  periods: number
  /** … of so many, the last ones; absent: one after the other. It ends when none of them is above it any more. */
  of?: number
  what: string
  todo: string
}

export const alarms = {
  'failing-answers': {
    threshold: 5,
    periods: 2,
    what: 'More than 5 % of all answers are failures (5xx), or refuse requests because too many came at once (429).',
    todo: 'Look for lines of level ERROR in the logs of the functions gateway and site; run the doctor; if it began with an update, roll back. For 429, raise the throttle of the stage, or find in the access log of the API who asks so often.'
  },
  'slow-answers': {
    threshold: 10_000,
    periods: 3,
    what: 'One answer in a hundred takes more than 10 s.',
    todo: 'A store is slow: the doctor says which. Finalizing very large files may take so long too; then nothing is wrong.'
  },
  throttled: {
    threshold: 0,
    periods: 1,
    what: 'AWS did not start functions of this account because too many ran at once.',
    todo: 'Ask AWS for a higher limit of concurrent Lambda executions (new accounts have 10), or lower the throttle of the stage.'
  },
  'verify-upload-fails': {
    threshold: 900,
    periods: 1,
    of: 4,
    what: 'A large upload is not verified after a quarter of an hour of tries.',
    todo: 'Look into the log of the function verifyUpload: a bucket that refuses, or a store that is away. It is tried again for about four hours.'
  },
  'replay-log-items-fails': {
    threshold: 3600,
    periods: 1,
    of: 14,
    what: 'Log items could not be given to the database for an hour.',
    todo: 'Run the doctor: where MONGO_URI is set, is it right, and does its server let AWS in? Nothing is lost for 14 days.'
  },
  'verifications-dead-letters': {
    threshold: 0,
    periods: 1,
    what: 'The verification of an upload was given up after all tries.',
    todo: 'The log of the function verifyUpload says why. When the cause is gone, redrive the queue in the SQS console.'
  },
  'log-items-dead-letters': {
    threshold: 0,
    periods: 1,
    what: 'Log items were given up after all tries.',
    todo: 'The log of the function replayLogItems says why. When the cause is gone, redrive the queue in the SQS console.'
  },
  'job-dead-letters': {
    threshold: 0,
    periods: 1,
    what: 'The run of a job was given up after all tries: it could not begin, or failed in what belongs to no zone.',
    todo: 'The message in the queue names the job, and its log says why. The next run continues; delete the message when that is done.'
  },
  'zone-broken': {
    threshold: 0,
    periods: 1,
    what: 'The bucket of a zone refuses its credentials, or cannot be written to or read from, or a job began to fail there.',
    todo: 'The line zone.broken in the log of the function checkZones, or job.zone_began_failing in that of the job, names the zone and says what to do; all other zones continue.'
  },
  'zone-healed': {
    threshold: 0,
    periods: 1,
    what: 'The bucket of a zone that was broken is well again.',
    todo: 'There is nothing to do: the line zone.healed in the log of the function checkZones names the zone.'
  },
  'verifications-wait': {
    threshold: 3600,
    periods: 1,
    what: 'An upload has waited for its verification for more than an hour, and the function verifyUpload does not run.',
    todo: 'Look into its log, and whether it is throttled.'
  },
  'log-items-wait': {
    threshold: 3600,
    periods: 1,
    what: 'Activity has waited for the database for more than an hour, and the function replayLogItems hardly ran.',
    todo: 'Look into its log, and whether it is throttled. Items are kept for 14 days.'
  }
} as const satisfies Record<string, AlarmText>

export type AlarmName = keyof typeof alarms
