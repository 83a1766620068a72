import GRDB

/// Tables of `index.sqlite`; everything in them can be rebuilt from the changes and the recordings.
enum RosterSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 roster and recordings") { db in
            try db.execute(sql: tables)
        }
        migrator.registerMigration("2 sessions and reported trials") { db in
            try db.execute(sql: sessions)
        }
        migrator.registerMigration("3 recordings by test") { db in
            try db.execute(sql: "CREATE INDEX recordingTest ON recording (test, moment)")
        }
        return migrator
    }

    /// Recordings are read anew, since their rows lack what is kept from now on.
    private static let sessions = """
        ALTER TABLE trial ADD COLUMN reported INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE recording ADD COLUMN checked TEXT;
        CREATE TABLE session (id TEXT PRIMARY KEY, athlete TEXT NOT NULL, day TEXT NOT NULL, json TEXT NOT NULL);
        CREATE INDEX sessionAthlete ON session (athlete, day);
        CREATE INDEX sessionDay ON session (day);
        INSERT OR IGNORE INTO pending SELECT DISTINCT kind, entity FROM logLine WHERE kind = 'session';
        DELETE FROM metric; DELETE FROM trial; DELETE FROM note; DELETE FROM recording;
        """

    private static let tables = """
        CREATE TABLE logFile (path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL,
            consumed INTEGER NOT NULL, lines INTEGER NOT NULL, hash TEXT NOT NULL);
        CREATE TABLE logLine (file TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, entity TEXT NOT NULL,
            person TEXT, field TEXT NOT NULL, redacted INTEGER NOT NULL, ms INTEGER NOT NULL, count INTEGER NOT NULL,
            line TEXT NOT NULL, PRIMARY KEY (file, id)) WITHOUT ROWID;
        CREATE INDEX logLineEntity ON logLine (kind, entity);
        CREATE INDEX logLinePerson ON logLine (person);
        CREATE INDEX logLineTime ON logLine (ms, count);
        CREATE TABLE pending (kind TEXT NOT NULL, entity TEXT NOT NULL, PRIMARY KEY (kind, entity)) WITHOUT ROWID;
        CREATE TABLE unredacted (file TEXT PRIMARY KEY);
        CREATE TABLE damage (file TEXT NOT NULL, line INTEGER NOT NULL, torn INTEGER NOT NULL);
        CREATE TABLE athlete (id TEXT PRIMARY KEY, search TEXT NOT NULL, json TEXT NOT NULL, mergedInto TEXT);
        CREATE TABLE athleteWord (word TEXT NOT NULL, athlete TEXT NOT NULL, PRIMARY KEY (word, athlete)) WITHOUT ROWID;
        CREATE INDEX athleteWordOf ON athleteWord (athlete);
        CREATE TABLE athleteCode (code TEXT NOT NULL, athlete TEXT NOT NULL, current INTEGER NOT NULL,
            PRIMARY KEY (code, athlete)) WITHOUT ROWID;
        CREATE TABLE formerCode (digest TEXT NOT NULL, athlete TEXT NOT NULL,
            PRIMARY KEY (athlete, digest)) WITHOUT ROWID;
        CREATE TABLE rosterGroup (id TEXT PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE membership (athlete TEXT NOT NULL, rosterGroup TEXT NOT NULL,
            PRIMARY KEY (rosterGroup, athlete)) WITHOUT ROWID;
        CREATE TABLE tag (athlete TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (tag, athlete)) WITHOUT ROWID;
        CREATE TABLE entry (id TEXT PRIMARY KEY, kind TEXT NOT NULL, athlete TEXT, date TEXT, about TEXT,
            json TEXT NOT NULL);
        CREATE INDEX entryAthlete ON entry (athlete, kind, date);
        CREATE INDEX entryAbout ON entry (about);
        CREATE INDEX entryDate ON entry (kind, date);
        CREATE TABLE decision (id TEXT PRIMARY KEY, recording TEXT NOT NULL, trial INTEGER NOT NULL,
            reason TEXT NOT NULL);
        CREATE INDEX decisionTrial ON decision (recording, trial);
        CREATE TABLE clash (kind TEXT NOT NULL, entity TEXT NOT NULL, field TEXT NOT NULL, shown TEXT NOT NULL,
            shownBy TEXT NOT NULL, other TEXT NOT NULL, otherBy TEXT NOT NULL);
        CREATE INDEX clashEntity ON clash (kind, entity);
        CREATE TABLE recording (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL UNIQUE,
            fingerprint TEXT NOT NULL, started TEXT NOT NULL, moment INTEGER NOT NULL, day TEXT NOT NULL,
            test TEXT NOT NULL, athleteText TEXT, athlete TEXT, rate REAL NOT NULL, load REAL NOT NULL, box REAL,
            lever REAL, conditions TEXT, software TEXT NOT NULL, preset TEXT NOT NULL, computedBy TEXT NOT NULL,
            bodyMass REAL, scales TEXT NOT NULL);
        CREATE INDEX recordingAthlete ON recording (athlete, test, moment);
        CREATE INDEX recordingDay ON recording (day, moment);
        CREATE INDEX recordingText ON recording (athleteText);
        CREATE INDEX recordingMoment ON recording (moment, row);
        CREATE TABLE trial (recording INTEGER NOT NULL REFERENCES recording (row) ON DELETE CASCADE,
            number INTEGER NOT NULL, start REAL NOT NULL, end REAL NOT NULL, kept INTEGER NOT NULL,
            status TEXT NOT NULL, reasons TEXT NOT NULL, limb TEXT, PRIMARY KEY (recording, number)) WITHOUT ROWID;
        CREATE TABLE metric (recording INTEGER NOT NULL REFERENCES recording (row) ON DELETE CASCADE,
            metric TEXT NOT NULL, trial INTEGER NOT NULL, limb TEXT NOT NULL, value REAL, unit TEXT NOT NULL,
            status TEXT NOT NULL, method TEXT NOT NULL, indexName TEXT, larger TEXT, low REAL, high REAL,
            n INTEGER, verdict TEXT, lost INTEGER, PRIMARY KEY (recording, metric, trial, limb)) WITHOUT ROWID;
        CREATE TABLE note (recording INTEGER NOT NULL REFERENCES recording (row) ON DELETE CASCADE,
            number INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (recording, number)) WITHOUT ROWID;
        CREATE TABLE trouble (path TEXT PRIMARY KEY, problem TEXT NOT NULL);
        """
}
