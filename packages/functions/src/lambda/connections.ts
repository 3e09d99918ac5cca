/** How many connections a function has to a MongoDB-compatible server: that many functions must not use up all it takes. */

/** For calls: one request at a time looks for a file, then remembers it and records what happened side by side. */
export const functionPoolSize = 2
/** To one server; the driver's own connection, which looks after the server, is among them. */
export const connectionsPerFunction = functionPoolSize + 1
