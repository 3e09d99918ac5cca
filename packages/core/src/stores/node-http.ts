/**
 * Node's HTTP clients. Not imported: an import of node:http reads all that it exports, and one of these is WebSocket, which
 * loads everything that `fetch` is made of: 50 ms of CPU before a function's first answer.
 */

export const nodeHttp = () => process.getBuiltinModule('node:http')
/** Loads TLS, too. */
export const nodeHttps = () => process.getBuiltinModule('node:https')
