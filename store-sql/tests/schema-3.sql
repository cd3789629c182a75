BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO "_sqlx_migrations" VALUES(1,'calls','2026-11-21 23:35:23',1,X'EAD063F1B8ACD6252189D95A532CA6AD6C879CFB180E1E4A6F9594C464CACA74ABD19C09A869636F9F41B6C3E66505F5',1654916);
INSERT INTO "_sqlx_migrations" VALUES(2,'statistics','2026-11-21 23:35:23',1,X'48FA36C92A91121FB3D9F3FA90E499B364B50C1DB269FA4A54787C7925F688ECFBA757DDEAB04206F02DD3484695DFDF',338895);
INSERT INTO "_sqlx_migrations" VALUES(3,'checkpoints','2026-11-21 23:35:23',1,X'0E67850E9080AD1A5AEA74ADEBF7F8DFD429D2B92ACF1E1CAD09D448627458FE5E52815DAB0A2B672F9CB07E53ECABFE',305505);
CREATE TABLE bridge_segments (
    call_id TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n       INTEGER NOT NULL,
    bridge  TEXT    NOT NULL,
    from_at INTEGER NOT NULL,
    to_at   INTEGER,
    -- their numbers, a JSON array
    parties TEXT    NOT NULL,
    PRIMARY KEY (call_id, n)
) WITHOUT ROWID;
INSERT INTO "bridge_segments" VALUES('part',0,'b-1',1795197625000000,1795197685000000,'["100","101"]');
INSERT INTO "bridge_segments" VALUES('queued',0,'b-1',1795197605000000,1795197665000000,'["100","101"]');
CREATE TABLE call_facets (
    -- n: number, a: agent, q: queue
    kind       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    call_id    TEXT    NOT NULL,
    merged     INTEGER NOT NULL,
    PRIMARY KEY (kind, value, started_at, call_id)
) WITHOUT ROWID;
INSERT INTO "call_facets" VALUES('a','101',1795197620000000,'part',1);
INSERT INTO "call_facets" VALUES('a','102',1795197600000000,'queued',0);
INSERT INTO "call_facets" VALUES('n','+12025550143',1795197600000000,'queued',0);
INSERT INTO "call_facets" VALUES('n','+15125550170',1795197600000000,'queued',0);
INSERT INTO "call_facets" VALUES('n','100',1795197610000000,'busy',0);
INSERT INTO "call_facets" VALUES('n','100',1795197620000000,'part',1);
INSERT INTO "call_facets" VALUES('n','100',1795197630000000,'live',0);
INSERT INTO "call_facets" VALUES('n','101',1795197600000000,'queued',0);
INSERT INTO "call_facets" VALUES('n','101',1795197610000000,'busy',0);
INSERT INTO "call_facets" VALUES('n','101',1795197620000000,'part',1);
INSERT INTO "call_facets" VALUES('n','101',1795197630000000,'live',0);
INSERT INTO "call_facets" VALUES('n','102',1795197600000000,'queued',0);
INSERT INTO "call_facets" VALUES('q','sales',1795197600000000,'queued',0);
CREATE TABLE call_legs (
    call_id      TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n            INTEGER NOT NULL,
    uniqueid     TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    number       TEXT,
    name         TEXT,
    started_at   INTEGER NOT NULL,
    ringing_at   INTEGER,
    answered_at  INTEGER,
    ended_at     INTEGER,
    hangup_cause INTEGER,
    dial_status  TEXT,
    internal     INTEGER NOT NULL,
    PRIMARY KEY (call_id, n)
) WITHOUT ROWID;
INSERT INTO "call_legs" VALUES('busy',0,'busy.0','PJSIP/100-00000001','caller','100',NULL,1795197610000000,NULL,1795197610000000,NULL,16,NULL,0);
INSERT INTO "call_legs" VALUES('busy',1,'busy.1','PJSIP/101-00000001','callee','101',NULL,1795197610000000,NULL,1795197610000000,NULL,16,NULL,0);
INSERT INTO "call_legs" VALUES('part',0,'part.0','PJSIP/100-00000001','caller','100',NULL,1795197620000000,NULL,1795197620000000,1795197685000000,16,NULL,0);
INSERT INTO "call_legs" VALUES('part',1,'part.1','PJSIP/101-00000001','callee','101',NULL,1795197620000000,NULL,1795197620000000,1795197685000000,16,NULL,0);
INSERT INTO "call_legs" VALUES('queued',0,'queued.0','PJSIP/100-00000001','caller','100',NULL,1795197600000000,NULL,1795197600000000,1795197665000000,16,NULL,0);
INSERT INTO "call_legs" VALUES('queued',1,'queued.1','PJSIP/101-00000001','callee','101',NULL,1795197600000000,NULL,1795197600000000,1795197665000000,16,NULL,0);
CREATE TABLE call_records (
    call_id TEXT NOT NULL PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    record  TEXT NOT NULL
);
INSERT INTO "call_records" VALUES('busy','{"id":"busy","tenant":"default","pbx":"default","linkedid":"1795197610.10","direction":"internal","state":"ended","disposition":"busy","caller":{"number":"100","name":"Ann Example","first_number":null,"shown_number":null},"dialled":"101","did":null,"answered":false,"answered_by":null,"answered_by_name":null,"final_party":null,"hung_up_by":"system","hangup_cause":null,"blocked":false,"voicemail":false,"started_at":"2026-11-20T18:00:10.000000Z","answered_at":null,"ended_at":"2026-11-20T18:00:15.000000Z","ring_ms":4000,"wait_ms":5000,"talk_ms":0,"hold_ms":0,"duration_ms":5000,"queue":null,"queue_visits":[],"turned_away":[],"parties":[{"number":"101","name":"Bob Example","role":"callee","answered":false,"outcome":null}],"transfers":[],"forwards":[],"pickups":[],"holds":[],"parks":[],"recordings":[],"conference":null,"dtmf":[],"originated":false,"originated_by":null,"legs":[{"uniqueid":"busy.0","channel":"PJSIP/100-00000001","role":"caller","number":"100","name":null,"started_at":"2026-11-20T18:00:10.000000Z","ringing_at":null,"answered_at":"2026-11-20T18:00:10.000000Z","ended_at":null,"hangup_cause":16,"dial_status":null,"internal":false},{"uniqueid":"busy.1","channel":"PJSIP/101-00000001","role":"callee","number":"101","name":null,"started_at":"2026-11-20T18:00:10.000000Z","ringing_at":null,"answered_at":"2026-11-20T18:00:10.000000Z","ended_at":null,"hangup_cause":16,"dial_status":null,"internal":false}],"segments":[],"merged_into":null,"merged":[],"reconstructed":false,"gaps":0,"account_code":null,"variables":{},"version":1,"revised_at":null}');
INSERT INTO "call_records" VALUES('live','{"id":"live","tenant":"default","pbx":"default","linkedid":"1795197630.30","direction":"internal","state":"ringing","disposition":null,"caller":{"number":"100","name":"Ann Example","first_number":null,"shown_number":null},"dialled":"101","did":null,"answered":false,"answered_by":null,"answered_by_name":null,"final_party":null,"hung_up_by":null,"hangup_cause":null,"blocked":false,"voicemail":false,"started_at":"2026-11-20T18:00:30.000000Z","answered_at":null,"ended_at":null,"ring_ms":4000,"wait_ms":5000,"talk_ms":0,"hold_ms":0,"duration_ms":5000,"queue":null,"queue_visits":[],"turned_away":[],"parties":[{"number":"101","name":"Bob Example","role":"callee","answered":false,"outcome":null}],"transfers":[],"forwards":[],"pickups":[],"holds":[],"parks":[],"recordings":[{"file":"live.wav","from":"2026-11-20T18:00:31.000007Z","to":null,"paused_ms":0}],"conference":null,"dtmf":[],"originated":false,"originated_by":null,"legs":[{"uniqueid":"live.0","channel":"PJSIP/100-00000001","role":"caller","number":"100","name":null,"started_at":"2026-11-20T18:00:30.000000Z","ringing_at":null,"answered_at":"2026-11-20T18:00:30.000000Z","ended_at":null,"hangup_cause":16,"dial_status":null,"internal":false},{"uniqueid":"live.1","channel":"PJSIP/101-00000001","role":"callee","number":"101","name":null,"started_at":"2026-11-20T18:00:30.000000Z","ringing_at":null,"answered_at":"2026-11-20T18:00:30.000000Z","ended_at":null,"hangup_cause":16,"dial_status":null,"internal":false}],"segments":[],"merged_into":null,"merged":[],"reconstructed":false,"gaps":0,"account_code":null,"variables":{},"version":1,"revised_at":null}');
INSERT INTO "call_records" VALUES('part','{"id":"part","tenant":"default","pbx":"default","linkedid":"1795197620.20","direction":"internal","state":"ended","disposition":"answered","caller":{"number":"100","name":"Ann Example","first_number":null,"shown_number":null},"dialled":"101","did":null,"answered":true,"answered_by":"101","answered_by_name":"Bob Example","final_party":"101","hung_up_by":"caller","hangup_cause":16,"blocked":false,"voicemail":false,"started_at":"2026-11-20T18:00:20.000000Z","answered_at":"2026-11-20T18:00:25.000000Z","ended_at":"2026-11-20T18:01:25.000000Z","ring_ms":4000,"wait_ms":5000,"talk_ms":60000,"hold_ms":0,"duration_ms":65000,"queue":null,"queue_visits":[],"turned_away":[],"parties":[{"number":"101","name":"Bob Example","role":"callee","answered":true,"outcome":"answered"}],"transfers":[],"forwards":[],"pickups":[],"holds":[],"parks":[],"recordings":[{"file":"part.wav","from":"2026-11-20T18:00:21.000007Z","to":"2026-11-20T18:00:22.000000Z","paused_ms":0}],"conference":null,"dtmf":[],"originated":false,"originated_by":null,"legs":[{"uniqueid":"part.0","channel":"PJSIP/100-00000001","role":"caller","number":"100","name":null,"started_at":"2026-11-20T18:00:20.000000Z","ringing_at":null,"answered_at":"2026-11-20T18:00:20.000000Z","ended_at":"2026-11-20T18:01:25.000000Z","hangup_cause":16,"dial_status":null,"internal":false},{"uniqueid":"part.1","channel":"PJSIP/101-00000001","role":"callee","number":"101","name":null,"started_at":"2026-11-20T18:00:20.000000Z","ringing_at":null,"answered_at":"2026-11-20T18:00:20.000000Z","ended_at":"2026-11-20T18:01:25.000000Z","hangup_cause":16,"dial_status":null,"internal":false}],"segments":[{"bridge":"b-1","from":"2026-11-20T18:00:25.000000Z","to":"2026-11-20T18:01:25.000000Z","parties":["100","101"]}],"merged_into":"queued","merged":[],"reconstructed":false,"gaps":0,"account_code":null,"variables":{},"version":1,"revised_at":null}');
INSERT INTO "call_records" VALUES('queued','{"id":"queued","tenant":"default","pbx":"default","linkedid":"1795197600.0","direction":"inbound","state":"ended","disposition":"answered","caller":{"number":"+12025550143","name":null,"first_number":null,"shown_number":null},"dialled":"+15125550170","did":"+15125550170","answered":true,"answered_by":"102","answered_by_name":"Bob Example","final_party":"101","hung_up_by":"caller","hangup_cause":16,"blocked":false,"voicemail":false,"started_at":"2026-11-20T18:00:00.000000Z","answered_at":"2026-11-20T18:00:05.000000Z","ended_at":"2026-11-20T18:01:05.000000Z","ring_ms":4000,"wait_ms":5000,"talk_ms":60000,"hold_ms":0,"duration_ms":65000,"queue":"sales","queue_visits":[{"queue":"sales","joined_at":"2026-11-20T18:00:00.000000Z","left_at":"2026-11-20T18:00:05.000000Z","outcome":"answered","position":1,"wait_ms":5000,"member":"102","talk_ms":60000,"hold_ms":0,"attempts":[{"member":"199","outcome":"no_answer","ring_ms":2000},{"member":"102","outcome":"answered","ring_ms":2000}]}],"turned_away":[],"parties":[{"number":"102","name":null,"role":"callee","answered":true,"outcome":"answered"}],"transfers":[],"forwards":[],"pickups":[],"holds":[],"parks":[],"recordings":[{"file":"/var/spool/it''s \"a\" ümlaut.wav","from":"2026-11-20T18:00:05.000007Z","to":"2026-11-20T18:01:00.000000Z","paused_ms":0},{"file":null,"from":"2026-11-20T18:01:01.000007Z","to":null,"paused_ms":0}],"conference":null,"dtmf":[],"originated":false,"originated_by":null,"legs":[{"uniqueid":"queued.0","channel":"PJSIP/100-00000001","role":"caller","number":"100","name":null,"started_at":"2026-11-20T18:00:00.000000Z","ringing_at":null,"answered_at":"2026-11-20T18:00:00.000000Z","ended_at":"2026-11-20T18:01:05.000000Z","hangup_cause":16,"dial_status":null,"internal":false},{"uniqueid":"queued.1","channel":"PJSIP/101-00000001","role":"callee","number":"101","name":null,"started_at":"2026-11-20T18:00:00.000000Z","ringing_at":null,"answered_at":"2026-11-20T18:00:00.000000Z","ended_at":"2026-11-20T18:01:05.000000Z","hangup_cause":16,"dial_status":null,"internal":false}],"segments":[{"bridge":"b-1","from":"2026-11-20T18:00:05.000000Z","to":"2026-11-20T18:01:05.000000Z","parties":["100","101"]}],"merged_into":null,"merged":[],"reconstructed":false,"gaps":0,"account_code":null,"variables":{},"version":1,"revised_at":null}');
CREATE TABLE call_statistics (
    -- how long one of them is, in seconds: 3600 or 900
    span        INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    tenant      TEXT    NOT NULL,
    pbx         TEXT    NOT NULL,
    direction   TEXT    NOT NULL,
    calls       INTEGER NOT NULL,
    answered    INTEGER NOT NULL,
    talk_ms     INTEGER NOT NULL,
    wait_ms     INTEGER NOT NULL,
    hold_ms     INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    -- how many of the calls came out so
    disposition_answered    INTEGER NOT NULL,
    disposition_no_answer   INTEGER NOT NULL,
    disposition_busy        INTEGER NOT NULL,
    disposition_failed      INTEGER NOT NULL,
    disposition_congestion  INTEGER NOT NULL,
    disposition_cancelled   INTEGER NOT NULL,
    disposition_abandoned   INTEGER NOT NULL,
    disposition_blocked     INTEGER NOT NULL,
    disposition_application INTEGER NOT NULL,
    PRIMARY KEY (span, started_at, tenant, pbx, direction)
) WITHOUT ROWID;
INSERT INTO "call_statistics" VALUES(900,1795197600000000,'default','default','inbound',1,1,60000,5000,0,65000,1,0,0,0,0,0,0,0,0);
INSERT INTO "call_statistics" VALUES(900,1795197600000000,'default','default','internal',1,0,0,5000,0,5000,0,0,1,0,0,0,0,0,0);
INSERT INTO "call_statistics" VALUES(3600,1795197600000000,'default','default','inbound',1,1,60000,5000,0,65000,1,0,0,0,0,0,0,0,0);
INSERT INTO "call_statistics" VALUES(3600,1795197600000000,'default','default','internal',1,0,0,5000,0,5000,0,0,1,0,0,0,0,0,0);
CREATE TABLE calls (
    id             TEXT    NOT NULL PRIMARY KEY,
    version        INTEGER NOT NULL,
    tenant         TEXT    NOT NULL,
    pbx            TEXT    NOT NULL,
    -- 1: neither over nor part of another call
    live           INTEGER NOT NULL,
    -- 1: part of another call, counts nowhere
    merged         INTEGER NOT NULL,
    ended          INTEGER NOT NULL,
    started_at     INTEGER NOT NULL,
    answered_at    INTEGER,
    ended_at       INTEGER,
    direction      TEXT    NOT NULL,
    disposition    TEXT,
    state          TEXT    NOT NULL,
    answered       INTEGER NOT NULL,
    ring_ms        INTEGER NOT NULL,
    wait_ms        INTEGER NOT NULL,
    talk_ms        INTEGER NOT NULL,
    hold_ms        INTEGER NOT NULL,
    duration_ms    INTEGER NOT NULL,
    caller_number  TEXT,
    caller_name    TEXT,
    dialled        TEXT,
    did            TEXT,
    answered_by    TEXT,
    queue          TEXT,
    hangup_cause   INTEGER,
    merged_into    TEXT,
    -- what stands in call_facets for this call, one kind and value a line
    facets         TEXT    NOT NULL,
    -- numbers and names in lower case, one a line
    search         TEXT    NOT NULL
);
INSERT INTO "calls" VALUES('busy',1,'default','default',0,0,1,1795197610000000,NULL,1795197615000000,'internal','busy','ended',0,4000,5000,0,0,5000,'100','Ann Example','101',NULL,NULL,NULL,NULL,NULL,'n100
n101
','100
101
ann example
bob example
');
INSERT INTO "calls" VALUES('live',1,'default','default',1,0,0,1795197630000000,NULL,NULL,'internal',NULL,'ringing',0,4000,5000,0,0,5000,'100','Ann Example','101',NULL,NULL,NULL,NULL,NULL,'n100
n101
','100
101
ann example
bob example
');
INSERT INTO "calls" VALUES('part',1,'default','default',0,1,1,1795197620000000,1795197625000000,1795197685000000,'internal','answered','ended',1,4000,5000,60000,0,65000,'100','Ann Example','101',NULL,'101',NULL,16,'queued','n100
n101
a101
','100
101
ann example
bob example
');
INSERT INTO "calls" VALUES('queued',1,'default','default',0,0,1,1795197600000000,1795197605000000,1795197665000000,'inbound','answered','ended',1,4000,5000,60000,0,65000,'+12025550143',NULL,'+15125550170','+15125550170','102','sales',16,NULL,'n+12025550143
n+15125550170
n101
n102
a102
qsales
','+12025550143
+15125550170
101
102
bob example
');
CREATE TABLE checkpoints (
    pbx            TEXT    NOT NULL PRIMARY KEY,
    position       INTEGER NOT NULL,
    state_position INTEGER NOT NULL DEFAULT 0,
    state          BLOB
);
INSERT INTO "checkpoints" VALUES('default',42,42,X'00746865207374617465FF');
INSERT INTO "checkpoints" VALUES('ams',7,0,NULL);
CREATE TABLE parties (
    call_id  TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n        INTEGER NOT NULL,
    number   TEXT    NOT NULL,
    name     TEXT,
    role     TEXT    NOT NULL,
    answered INTEGER NOT NULL,
    outcome  TEXT,
    PRIMARY KEY (call_id, n)
) WITHOUT ROWID;
INSERT INTO "parties" VALUES('busy',0,'101','Bob Example','callee',0,NULL);
INSERT INTO "parties" VALUES('part',0,'101','Bob Example','callee',1,'answered');
INSERT INTO "parties" VALUES('queued',0,'102',NULL,'callee',1,'answered');
CREATE TABLE queue_attempts (
    call_id TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    -- queue_visits.n
    visit   INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    member  TEXT    NOT NULL,
    outcome TEXT,
    ring_ms INTEGER NOT NULL,
    PRIMARY KEY (call_id, visit, n)
) WITHOUT ROWID;
INSERT INTO "queue_attempts" VALUES('queued',0,0,'199','no_answer',2000);
INSERT INTO "queue_attempts" VALUES('queued',0,1,'102','answered',2000);
CREATE TABLE queue_visits (
    call_id   TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n         INTEGER NOT NULL,
    queue     TEXT    NOT NULL,
    joined_at INTEGER NOT NULL,
    left_at   INTEGER,
    outcome   TEXT,
    position  INTEGER,
    wait_ms   INTEGER NOT NULL,
    member    TEXT,
    talk_ms   INTEGER NOT NULL,
    hold_ms   INTEGER NOT NULL,
    PRIMARY KEY (call_id, n)
) WITHOUT ROWID;
INSERT INTO "queue_visits" VALUES('queued',0,'sales',1795197600000000,1795197605000000,'answered',1,5000,'102',60000,0);
CREATE INDEX calls_started     ON calls (started_at, id, merged, live, tenant, pbx, direction, disposition, search);
CREATE INDEX calls_direction   ON calls (direction, started_at, id, merged, live, tenant, pbx, disposition);
CREATE INDEX calls_disposition ON calls (disposition, started_at, id, merged, live, tenant, pbx, direction);
CREATE INDEX calls_tenant      ON calls (tenant, started_at, id, merged, live, pbx, direction, disposition);
CREATE INDEX calls_pbx         ON calls (pbx, started_at, id, merged, live, tenant, direction, disposition);
CREATE INDEX calls_live        ON calls (live, started_at, id, merged, tenant, pbx, direction) WHERE live = 1;
COMMIT;
