/** What the routes of files refuse, with the statuses that an object store answers with. */

export interface Refusal {
  status: number
  code: string
  sentence: string
  /** s */
  retryAfter?: number | undefined
  headers?: Record<string, string>
}

const again = {
  GET: 'ask the gateway for the file again, and it gives you a new one',
  PUT: 'begin the upload again, and the gateway gives you a new one'
}

export const fileRefusals = {
  bad: (method: 'GET' | 'PUT'): Refusal => ({
    status: 403,
    code: 'files.bad_signature',
    sentence:
      method === 'PUT'
        ? `This URL isn't good for storing this file with this size; it must be used exactly as the gateway gave it, with the announced number of bytes. If you can't tell why, ${again.PUT}.`
        : `This URL isn't good for loading this file; it must be used exactly as the gateway gave it. If you can't tell why, ${again.GET}.`
  }),
  expired: (method: 'GET' | 'PUT'): Refusal => ({
    status: 403,
    code: 'files.expired',
    sentence: `This URL has expired; ${again[method]}.`
  }),
  malformed: (): Refusal => ({
    status: 400,
    code: 'files.malformed',
    sentence: "The path of this URL isn't valid; use it exactly as the gateway gave it."
  }),
  notFound: (): Refusal => ({
    status: 404,
    code: 'files.not_found',
    sentence: 'This file is not here any more; ask the gateway for it again.'
  }),
  noUpload: (): Refusal => ({
    status: 404,
    code: 'files.no_upload',
    sentence: `This part's upload is completed or was aborted; ${again.PUT}.`
  }),
  method: (method: string): Refusal => ({
    status: 405,
    code: 'files.method_not_allowed',
    sentence: `Files can't be asked for with ${method.slice(0, 20)}; they are loaded with GET and stored with PUT.`,
    headers: { allow: 'GET, HEAD, PUT, OPTIONS' }
  }),
  noLength: (): Refusal => ({
    status: 411,
    code: 'files.length_required',
    sentence: 'An upload must say its size in the header Content-Length.'
  }),
  // As S3 answers, which clients expect.
  chunked: (): Refusal => ({
    status: 501,
    code: 'files.chunked',
    sentence: "Uploads in chunks aren't supported; send the file with its size in the header Content-Length."
  }),
  unsatisfiable: (size: number): Refusal => ({
    status: 416,
    code: 'files.range_not_satisfiable',
    sentence: `The file has ${size.toLocaleString('en-US')} bytes, and the range begins behind them.`,
    headers: { 'content-range': `bytes */${size}` }
  })
}
