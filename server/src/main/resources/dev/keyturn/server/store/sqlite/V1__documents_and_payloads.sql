-- Instants are nanoseconds since 1970.
CREATE TABLE document (
  kind        TEXT   NOT NULL,
  key         TEXT   NOT NULL,
  revision    BIGINT NOT NULL,
  fence       BIGINT NOT NULL,
  body        TEXT   NOT NULL,
  due         BIGINT,
  lease_until BIGINT,
  PRIMARY KEY (kind, key)
);

-- Only what is due ever: claims and the engine's sleep read nothing else.
CREATE INDEX document_due ON document (kind, due, key) WHERE due IS NOT NULL;

-- Only what is claimed now: a start voids leases without reading a million documents.
CREATE INDEX document_lease ON document (lease_until) WHERE lease_until IS NOT NULL;

CREATE TABLE payload (
  key    TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
);
