/** The alarms: when each goes off, what it says and what to do. docs/hosting.md has the same in a table, held by a test. */
export interface AlarmText {
  /** It goes off above this … */
  threshold: number
  /** … in so many periods of 5 minutes one after the other. */
  periods: number
  what: string
  todo: string
}

export const alarms = {
  'failing-answers': {
    threshold: 5,
    periods: 2,
    what: 'More than 5 % of all answers are failures (5xx).',
    todo: 'Look for lines of level ERROR in the logs of the functions gateway and site; run the doctor; if it began with an update, roll back.'
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
    what: 'AWS did not start functions because too many ran at once.',
    todo: 'Ask AWS for a higher limit of concurrent Lambda executions (new accounts have 10), or lower the throttle of the stage.'
  },
  'verify-upload-fails': {
    threshold: 0,
    periods: 3,
    what: 'Verifications of large uploads fail.',
    todo: 'Look into the log of the function verifyUpload: a bucket that refuses, or a store that is away. It is tried again for about four hours.'
  },
  'replay-log-items-fails': {
    threshold: 0,
    periods: 12,
    what: 'Log items could not be given to the database for an hour.',
    todo: 'Run the doctor: is MONGO_URI right, and does its server let AWS in? Nothing is lost for 14 days.'
  },
  'dead-letters': {
    threshold: 0,
    periods: 1,
    what: 'A verification, log items or the run of a job were set aside after all tries.',
    todo: 'The log of the worker or job says why. When the cause is gone, redrive the queue in the SQS console; a job needs no redrive, its next run goes on.'
  },
  'zone-broken': {
    threshold: 0,
    periods: 1,
    what: 'The bucket of a zone refuses its credentials, or cannot be written to or read from.',
    todo: 'The line zone.broken in the log of the function checkZones names the zone and says what to do; all other zones go on.'
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
    what: 'An upload has waited for its verification for more than an hour.',
    todo: 'Look into the log of the function verifyUpload, and whether it is throttled.'
  },
  'log-items-wait': {
    threshold: 3600,
    periods: 1,
    what: 'Activity has waited for the database for more than an hour.',
    todo: 'Set MONGO_URI, or run the doctor to see why its server does not answer. Items are kept for 14 days.'
  }
} as const satisfies Record<string, AlarmText>

export type AlarmName = keyof typeof alarms
