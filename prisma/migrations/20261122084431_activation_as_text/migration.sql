-- AlterTable
ALTER TABLE "InstanceEvent" ADD COLUMN     "activation" TEXT;

-- What was recorded among the data before. jsonb does not keep the order of keys: there it stays as jsonb has it.
UPDATE "InstanceEvent" SET
  "activation" = ("data"->'activation')::text,
  "data" = CASE
    WHEN "event" IN ('activated', 'completed', 'terminated', 'taken', 'compensated') THEN "data" - 'activation'
    ELSE NULLIF("data" - 'activation', '{}'::jsonb)
  END
WHERE "data" ? 'activation';
