/**
 * What is used of MongoDB's driver, loaded when it is first needed. The driver is CommonJS: bundled, an import() of it
 * directly would have its names on `default` alone; through this module they are where they are in Node.
 */
export { MongoBulkWriteError, MongoClient, MongoServerError, ObjectId } from 'mongodb'
