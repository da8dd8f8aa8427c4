/** Raised whenever an older program could no longer read the store. */
export const schemaVersion = 2;

/**
 * Rows are JSON: what a swarm is changes more often than what is asked of the store, which reads all and writes one. They
 * are larger than what a page of an index takes; so the table of nodes has row ids, or writing one would cost twice as much.
 */
export const schema = `
  create table if not exists cluster (id integer primary key check (id = 1), row text not null) strict;
  create table if not exists node (id text primary key, row text not null) strict;
  create table if not exists secret (name text primary key, sealed blob not null) strict;
  create table if not exists journal (
    seq integer primary key autoincrement,
    at integer not null,
    event text not null,
    node_id text,
    detail text
  ) strict;
  pragma user_version = ${schemaVersion};
`;

/** Bytes, of a store that is new: several rows of nodes that change together lie on one page, and are written at once. */
export const pageSize = 16_384;

/** The timeline keeps this many entries; older ones are dropped. */
export const journalLength = 10_000;
