-- A journal as the fourth format had it: an import of ten rows with one batch settled, a failed row and a held one, and an import of
-- which nothing was sent. Its records are in journal-4-records.
PRAGMA journal_mode = WAL;
CREATE TABLE account(
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    reference_mode INTEGER NOT NULL DEFAULT 0,
    batch_cap INTEGER NOT NULL DEFAULT 0,
    batch_refused INTEGER NOT NULL DEFAULT 0,
    gate_opens INTEGER NOT NULL DEFAULT 0,
    blocked_until INTEGER NOT NULL DEFAULT 0
, lacking INTEGER NOT NULL DEFAULT 0, is_busy INTEGER NOT NULL DEFAULT 0, batch_is_slow INTEGER NOT NULL DEFAULT 0, batch_quick_answers INTEGER NOT NULL DEFAULT 0, batch_rarity INTEGER NOT NULL DEFAULT 0, batch_base INTEGER NOT NULL DEFAULT 0, gate_turn INTEGER NOT NULL DEFAULT 0, used_requests INTEGER NOT NULL DEFAULT 0, used_entities INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO account VALUES(1,'a60749548bbb7c260bb15dfa4250a2c2',1,0,0,0,0,0,0,0,0,0,0,2,2,3);
CREATE TABLE usage(
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    at INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    entities INTEGER NOT NULL
) STRICT;
INSERT INTO usage VALUES(1,1,1767225600080,1,3);
INSERT INTO usage VALUES(2,1,1767225602160,1,0);
CREATE TABLE import(
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    uuid TEXT NOT NULL,
    name TEXT NOT NULL,
    type INTEGER NOT NULL,
    settings TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    sealed_at INTEGER,
    records INTEGER NOT NULL DEFAULT 0,
    digest TEXT,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    posts INTEGER NOT NULL DEFAULT 0,
    polls INTEGER NOT NULL DEFAULT 0,
    others INTEGER NOT NULL DEFAULT 0
, digest_kind INTEGER NOT NULL DEFAULT 1, first_look INTEGER NOT NULL DEFAULT 0, failing INTEGER NOT NULL DEFAULT 0, failing_reason TEXT NOT NULL DEFAULT '', ignores_failures INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO import VALUES(1,1,'c15c0289ec2d0a9167ec8e65a18debbe','begun',1,'',1767225600000,1767225600000,10,'fa08d4d736d0405c95927046a5f8710ed49ebc6248da88b890f1487492e87eec',0,1,1,0,2,-1,0,'23514',0);
INSERT INTO import VALUES(2,1,'5e5532fbeea293f80bc942ee9086c171','waiting',1,'',1767225602160,1767225602160,10,'fa08d4d736d0405c95927046a5f8710ed49ebc6248da88b890f1487492e87eec',0,0,0,0,2,0,0,'',0);
CREATE TABLE batch(
    id INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
    first_row INTEGER NOT NULL,
    records INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reference TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    begun_at INTEGER NOT NULL DEFAULT 0,
    turn INTEGER NOT NULL DEFAULT 0,
    job TEXT,
    deadline INTEGER NOT NULL DEFAULT 0,
    list_url TEXT,
    list_until INTEGER NOT NULL DEFAULT 0,
    succeeded INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    looks INTEGER NOT NULL DEFAULT 1, told TEXT NOT NULL DEFAULT '', told_times INTEGER NOT NULL DEFAULT 0, told_at INTEGER NOT NULL DEFAULT 0, last_row INTEGER NOT NULL DEFAULT 0, records_at INTEGER, records_bytes INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO batch VALUES(1,1,1,3,5,'mateo-c15c0289ec2d0a9167ec8e65a18debbe-1-3-xAAsxphFYyaEE5RQS3yCKs8Fw',1,1767225600000,1767225602080,'72e85675-368d-47bf-89a2-2313d07a3694',1767229200080,NULL,0,2,1,0,'',0,0,3,NULL,0);
INSERT INTO batch VALUES(2,1,4,3,1,'mateo-c15c0289ec2d0a9167ec8e65a18debbe-4-3-xN5atjmf_M0ihKt8e3O8Lodtw',0,0,4,NULL,0,NULL,0,0,0,1,'',0,0,7,134,134);
INSERT INTO batch VALUES(3,1,8,3,1,'mateo-c15c0289ec2d0a9167ec8e65a18debbe-8-3-xLyoxyJf9FHbEt4akro15niAQ',0,0,8,NULL,0,NULL,0,0,0,1,'',0,0,10,268,136);
INSERT INTO batch VALUES(4,2,1,3,1,'mateo-5e5532fbeea293f80bc942ee9086c171-1-3-xAAsxphFYyaEE5RQS3yCKs8Fw',0,0,1,NULL,0,NULL,0,0,0,1,'',0,0,3,404,134);
INSERT INTO batch VALUES(5,2,4,3,1,'mateo-5e5532fbeea293f80bc942ee9086c171-4-3-xN5atjmf_M0ihKt8e3O8Lodtw',0,0,4,NULL,0,NULL,0,0,0,1,'',0,0,7,538,134);
INSERT INTO batch VALUES(6,2,8,3,1,'mateo-5e5532fbeea293f80bc942ee9086c171-8-3-xLyoxyJf9FHbEt4akro15niAQ',0,0,8,NULL,0,NULL,0,0,0,1,'',0,0,10,672,136);
CREATE TABLE outcome(
    id INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
    batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
    row INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    input TEXT NOT NULL
) STRICT;
INSERT INTO outcome VALUES(1,1,1,2,'2','23514','refused by a rule','{"external_id":"2","email":"c2@example.com"}');
CREATE TABLE span(
    batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
    position INTEGER NOT NULL,
    first_row INTEGER NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;
INSERT INTO span VALUES(1,0,1,3);
INSERT INTO span VALUES(2,0,4,1);
INSERT INTO span VALUES(2,1,6,2);
INSERT INTO span VALUES(3,0,8,3);
INSERT INTO span VALUES(4,0,1,3);
INSERT INTO span VALUES(5,0,4,1);
INSERT INTO span VALUES(5,1,6,2);
INSERT INTO span VALUES(6,0,8,3);
CREATE TABLE left_out(
    id INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
    first_row INTEGER NOT NULL,
    records INTEGER NOT NULL,
    state INTEGER NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    other_row INTEGER NOT NULL
, line INTEGER NOT NULL DEFAULT 0, external_id TEXT NOT NULL DEFAULT '', input TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO left_out VALUES(1,1,5,1,1,'email','column "email": not an e-mail address; it is written as name@example.org',0,6,'5','{"external_id":"5","email":"no address"}');
INSERT INTO left_out VALUES(2,2,5,1,1,'email','column "email": not an e-mail address; it is written as name@example.org',0,6,'5','{"external_id":"5","email":"no address"}');
CREATE TABLE tally(
    import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
    state INTEGER NOT NULL,
    batches INTEGER NOT NULL,
    records INTEGER NOT NULL,
    succeeded INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (import, state)
) STRICT, WITHOUT ROWID;
INSERT INTO tally VALUES(1,1,2,6,0,0);
INSERT INTO tally VALUES(1,2,0,0,0,0);
INSERT INTO tally VALUES(1,4,0,0,0,0);
INSERT INTO tally VALUES(1,5,1,3,2,1);
INSERT INTO tally VALUES(1,21,0,1,0,0);
INSERT INTO tally VALUES(2,1,3,9,0,0);
INSERT INTO tally VALUES(2,21,0,1,0,0);
CREATE TABLE erasure(
    id INTEGER PRIMARY KEY,
    start INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE hint(
    id INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
    batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
    text TEXT NOT NULL
) STRICT;
CREATE TABLE gate_end(
    account INTEGER NOT NULL REFERENCES account,
    slot INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    PRIMARY KEY(account, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO gate_end VALUES(1,1,1,5000,5080);
INSERT INTO gate_end VALUES(1,2,2,7080,7160);
CREATE INDEX usage_at ON usage(account, at);
CREATE INDEX import_name ON import(name);
CREATE UNIQUE INDEX batch_job ON batch(job) WHERE job IS NOT NULL;
CREATE INDEX outcome_row ON outcome(import, row, id);
CREATE INDEX outcome_batch ON outcome(batch);
CREATE INDEX batch_turn ON batch(import, state, turn, first_row);
CREATE INDEX batch_records ON batch(records_at) WHERE records_at IS NOT NULL;
CREATE INDEX batch_reference ON batch(reference) WHERE attempts > 0;
CREATE INDEX batch_doubtful ON batch(records)
    WHERE state IN (2, 3, 8, 9) OR attempts > 1 OR state IN (1, 7) AND attempts > 0;
CREATE INDEX left_out_row ON left_out(import, first_row);
CREATE INDEX hint_batch ON hint(batch);
CREATE INDEX hint_import ON hint(import, id);
PRAGMA application_id = 1296127055;
PRAGMA user_version = 4;
