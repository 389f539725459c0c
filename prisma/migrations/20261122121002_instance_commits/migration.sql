-- CreateTable
CREATE TABLE "InstanceCommit" (
    "instanceId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "events" JSON NOT NULL,
    "activation" TEXT,

    CONSTRAINT "InstanceCommit_pkey" PRIMARY KEY ("instanceId","sequence")
);

-- Rows above 128 bytes are compressed, not from 2 KB on only, and stay in the table.
ALTER TABLE "InstanceCommit" SET (toast_tuple_target = 128);
ALTER TABLE "InstanceCommit" ALTER COLUMN "events" SET STORAGE MAIN, ALTER COLUMN "activation" SET STORAGE MAIN;

-- A commit begins where its activation stands.
INSERT INTO "InstanceCommit" ("instanceId", "sequence", "at", "events", "activation")
SELECT "instanceId", min("sequence"), max("ended"),
  json_agg(jsonb_build_object('event', "event", 'type', "type")
    || CASE WHEN "elementId" = '' THEN '{}' ELSE jsonb_build_object('element', "elementId") END
    || CASE WHEN "elementKey" IS NULL THEN '{}' ELSE jsonb_build_object('key', "elementKey") END
    || CASE WHEN "actorId" IS NULL THEN '{}' ELSE jsonb_build_object('actor', "actorId") END
    || CASE WHEN "data" IS NULL THEN '{}' ELSE jsonb_build_object('data', "data") END
    || CASE WHEN "at" = "ended" THEN '{}'
      ELSE jsonb_build_object('at', to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) END
    ORDER BY "sequence"),
  max("activation")
FROM (
  SELECT *, last_value("at") OVER (PARTITION BY "instanceId", "commit" ORDER BY "sequence"
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "ended"
  FROM (
    SELECT *, count("activation") OVER (PARTITION BY "instanceId" ORDER BY "sequence") AS "commit" FROM "InstanceEvent"
  ) numbered
) e
GROUP BY "instanceId", "commit";

-- AddForeignKey
ALTER TABLE "InstanceCommit" ADD CONSTRAINT "InstanceCommit_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "ProcessInstance"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

DROP TABLE "InstanceEvent";

CREATE VIEW "InstanceEvent" AS
SELECT c."instanceId", (c."sequence" + e."n" - 1)::int AS "sequence", c."sequence" AS "commit",
  COALESCE(e."at", c."at")::timestamptz(3) AS "at", e."event", COALESCE(e."element", '') AS "elementId", e."type",
  e."key" AS "elementKey", e."actor" AS "actorId", e."data"
FROM "InstanceCommit" c, ROWS FROM (json_to_recordset(c."events") AS (
  "at" timestamptz, "event" text, "element" text, "type" text, "key" text, "actor" uuid, "data" jsonb
)) WITH ORDINALITY AS e("at", "event", "element", "type", "key", "actor", "data", "n");
