/** The tables of gateway.sqlite. Times are ms since the epoch. */

/** Grows when the tables change; a folder of another version is refused. */
export const schemaVersion = 1

export const schema = `
-- The registry. Partition and sort key as in DynamoDB; blobs sort by their bytes. Without an owner: NULL.
CREATE TABLE record (
  pk TEXT NOT NULL, sk BLOB NOT NULL, state TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL, owned_by TEXT,
  PRIMARY KEY (pk, sk)
) WITHOUT ROWID;
CREATE INDEX record_by_owner ON record (owned_by, sk, pk) WHERE owned_by IS NOT NULL;

-- The ephemeral store. A found file without an object blocks remembering one.
CREATE TABLE found_file (
  zone TEXT NOT NULL, hash TEXT NOT NULL, expires_at INTEGER NOT NULL,
  size INTEGER, bucket_uri TEXT, object_key TEXT,
  PRIMARY KEY (zone, hash)
) WITHOUT ROWID;
CREATE TABLE log_item (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, zone TEXT NOT NULL, requested_at REAL, json TEXT NOT NULL
);
CREATE INDEX log_item_by_zone ON log_item (zone, requested_at, place);
CREATE TABLE log_item_set_aside (id TEXT PRIMARY KEY, json TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE archived_log_item (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;

-- Log items that the ephemeral store has not taken yet, in the order in which they are tried.
CREATE TABLE outbox (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, json TEXT NOT NULL);

-- Uploads that wait for their verification.
CREATE TABLE verification (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, job TEXT NOT NULL);

-- The objects of the bucket on this machine. \`blob\` names the file with their bytes, which several may share.
CREATE TABLE object (
  key BLOB PRIMARY KEY, blob TEXT NOT NULL, size INTEGER NOT NULL, sha1 TEXT NOT NULL, modified INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX object_by_blob ON object (blob);

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`

/** What came later, and no older gateway minds: made in each folder that lacks it. */
export const laterTables = `
-- Uploads in parts that are open, and the parts that are there; their bytes lie in a file of each upload.
CREATE TABLE IF NOT EXISTS parted_file (
  id TEXT PRIMARY KEY, key BLOB NOT NULL, part_size INTEGER NOT NULL, began INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS part (
  upload TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, sha1 TEXT NOT NULL,
  PRIMARY KEY (upload, number)
) WITHOUT ROWID;
-- Before them each part was a file of its own. Nobody goes on with such an upload.
DROP TABLE IF EXISTS parted_upload;
DELETE FROM object WHERE key >= X'FF';
`
