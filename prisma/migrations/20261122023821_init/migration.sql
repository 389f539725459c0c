-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Side" AS ENUM ('ENTERPRISE', 'AGENCY', 'SYSTEM');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('RECORDS_OFFICER', 'LEADER', 'CLERK', 'INSPECTOR', 'PROCESS_MANAGER', 'MEMBER', 'PORTAL');

-- CreateEnum
CREATE TYPE "EnterpriseKind" AS ENUM ('ENTERPRISE', 'ORGANISATION', 'HOUSEHOLD_BUSINESS');

-- CreateEnum
CREATE TYPE "ScanVerdict" AS ENUM ('CLEAN', 'INFECTED', 'UNSCANNED');

-- CreateEnum
CREATE TYPE "Direction" AS ENUM ('INCOMING', 'OUTGOING');

-- CreateEnum
CREATE TYPE "Urgency" AS ENUM ('NORMAL', 'URGENT', 'VERY_URGENT', 'FLASH');

-- CreateEnum
CREATE TYPE "FileRole" AS ENUM ('MAIN', 'ANNEX', 'SUPPLEMENT', 'DRAFT', 'RECEIPT');

-- CreateEnum
CREATE TYPE "RegisterKind" AS ENUM ('INCOMING', 'OUTGOING');

-- CreateEnum
CREATE TYPE "InstanceState" AS ENUM ('ACTIVE', 'COMPLETED', 'TERMINATED');

-- CreateEnum
CREATE TYPE "TaskState" AS ENUM ('OPEN', 'COMPLETED', 'CANCELLED');

-- CreateTable
CREATE TABLE "Agency" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "nameEn" TEXT,
    "symbol" TEXT NOT NULL,
    "parentCode" TEXT,
    "officeHours" JSONB,

    CONSTRAINT "Agency_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Enterprise" (
    "taxCode" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "EnterpriseKind" NOT NULL DEFAULT 'ENTERPRISE',
    "address" TEXT,
    "email" TEXT,

    CONSTRAINT "Enterprise_pkey" PRIMARY KEY ("taxCode")
);

-- CreateTable
CREATE TABLE "Person" (
    "id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT,
    "email" TEXT,
    "side" "Side" NOT NULL,
    "agencyCode" TEXT,
    "taxCode" TEXT,
    "roles" "Role"[],
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Blob" (
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "mediaType" TEXT NOT NULL,
    "verdict" "ScanVerdict" NOT NULL,
    "scannedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Blob_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "StoredFile" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "uploadedById" UUID,
    "ownerAgency" TEXT,
    "ownerTaxCode" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StoredFile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Document" (
    "id" UUID NOT NULL,
    "trackingCode" TEXT NOT NULL,
    "direction" "Direction" NOT NULL,
    "subject" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "urgency" "Urgency" NOT NULL DEFAULT 'NORMAL',
    "originalNumber" TEXT,
    "issuedOn" TEXT,
    "agencyCode" TEXT NOT NULL,
    "taxCode" TEXT,
    "issuedFromId" UUID,
    "statusCode" TEXT NOT NULL DEFAULT '01',
    "statusSince" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "incomingNumber" TEXT,
    "outgoingNumber" TEXT,
    "receivedAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "pausedAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "inReplyToId" UUID,
    "instanceId" TEXT,
    "submittedById" UUID,
    "idempotencyKey" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "dossierId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DocumentFile" (
    "documentId" UUID NOT NULL,
    "fileId" UUID NOT NULL,
    "role" "FileRole" NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "DocumentFile_pkey" PRIMARY KEY ("documentId","fileId")
);

-- CreateTable
CREATE TABLE "DocumentStatusChange" (
    "id" UUID NOT NULL,
    "documentId" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT,
    "actorId" UUID,
    "madeBy" TEXT,

    CONSTRAINT "DocumentStatusChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RegisterBook" (
    "agencyCode" TEXT NOT NULL,
    "kind" "RegisterKind" NOT NULL,
    "year" INTEGER NOT NULL,
    "lastNumber" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "RegisterBook_pkey" PRIMARY KEY ("agencyCode","kind","year")
);

-- CreateTable
CREATE TABLE "RegisterEntry" (
    "agencyCode" TEXT NOT NULL,
    "kind" "RegisterKind" NOT NULL,
    "year" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "documentId" UUID NOT NULL,
    "symbol" TEXT NOT NULL,
    "registeredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RegisterEntry_pkey" PRIMARY KEY ("agencyCode","kind","year","number")
);

-- CreateTable
CREATE TABLE "Deadline" (
    "documentId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "workingDays" DOUBLE PRECISION NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "warnAt" TIMESTAMPTZ(3) NOT NULL,
    "pausedAt" TIMESTAMPTZ(3),
    "remainingMinutes" INTEGER,
    "extensions" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Deadline_pkey" PRIMARY KEY ("documentId")
);

-- CreateTable
CREATE TABLE "CalendarDay" (
    "date" TEXT NOT NULL,
    "working" BOOLEAN NOT NULL,
    "nameVi" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "legalBasis" TEXT NOT NULL,
    "confirmed" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "CalendarDay_pkey" PRIMARY KEY ("date")
);

-- CreateTable
CREATE TABLE "Dossier" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "agencyCode" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),
    "retentionYears" INTEGER,

    CONSTRAINT "Dossier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "documentId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("documentId","sequence")
);

-- CreateTable
CREATE TABLE "SignatureRecord" (
    "id" UUID NOT NULL,
    "fileId" UUID NOT NULL,
    "documentId" UUID,
    "signerId" UUID,
    "agencyCode" TEXT,
    "taxCode" TEXT,
    "subject" TEXT NOT NULL,
    "serial" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "signedAt" TIMESTAMPTZ(3) NOT NULL,
    "madeBy" TEXT,

    CONSTRAINT "SignatureRecord_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ContractTemplate" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "fields" JSONB NOT NULL,

    CONSTRAINT "ContractTemplate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Contract" (
    "documentId" UUID NOT NULL,
    "templateId" TEXT NOT NULL,
    "values" JSONB NOT NULL,
    "draftFileId" UUID,
    "signedFileId" UUID,
    "sealedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Contract_pkey" PRIMARY KEY ("documentId")
);

-- CreateTable
CREATE TABLE "ContractParty" (
    "contractId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "agencyCode" TEXT,
    "taxCode" TEXT,
    "name" TEXT NOT NULL,
    "signerId" UUID,
    "invitedAt" TIMESTAMPTZ(3),
    "signedAt" TIMESTAMPTZ(3),
    "declinedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ContractParty_pkey" PRIMARY KEY ("contractId","position")
);

-- CreateTable
CREATE TABLE "Inspection" (
    "documentId" UUID NOT NULL,
    "decisionNumber" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "announcedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "minutesFileId" UUID,
    "conclusionFileId" UUID,
    "conclusionNumber" TEXT,
    "publishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Inspection_pkey" PRIMARY KEY ("documentId")
);

-- CreateTable
CREATE TABLE "InspectionFinding" (
    "inspectionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "item" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "note" TEXT,
    "photoIds" UUID[],

    CONSTRAINT "InspectionFinding_pkey" PRIMARY KEY ("inspectionId","position")
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" UUID NOT NULL,
    "group" TEXT,
    "personId" UUID,
    "titleVi" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "documentId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "readAt" TIMESTAMPTZ(3),
    "madeBy" TEXT,

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DefinitionContent" (
    "hash" TEXT NOT NULL,
    "resources" JSONB NOT NULL,
    "graph" JSONB NOT NULL,

    CONSTRAINT "DefinitionContent_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "ProcessDefinition" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "agencyCode" TEXT,
    "deployedAt" TIMESTAMPTZ(3) NOT NULL,
    "deployedById" UUID,

    CONSTRAINT "ProcessDefinition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProcessInstance" (
    "id" TEXT NOT NULL,
    "definitionId" UUID NOT NULL,
    "businessKey" TEXT,
    "state" "InstanceState" NOT NULL DEFAULT 'ACTIVE',
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "variables" JSONB NOT NULL DEFAULT '{}',
    "activeElements" TEXT[],
    "agencyCode" TEXT,
    "taxCode" TEXT,
    "documentId" UUID,
    "startedById" UUID,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "dispatchedAt" TIMESTAMPTZ(3),
    "input" JSONB,

    CONSTRAINT "ProcessInstance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InstanceEvent" (
    "instanceId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "elementId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "elementKey" TEXT,
    "actorId" UUID,
    "data" JSONB,

    CONSTRAINT "InstanceEvent_pkey" PRIMARY KEY ("instanceId","sequence")
);

-- CreateTable
CREATE TABLE "Task" (
    "id" TEXT NOT NULL,
    "instanceId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "elementId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" "TaskState" NOT NULL DEFAULT 'OPEN',
    "assigneeId" UUID,
    "candidateGroups" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "followUpAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "completedById" UUID,
    "completionKey" TEXT,
    "priority" INTEGER NOT NULL DEFAULT 50,
    "formId" TEXT,
    "variables" JSONB NOT NULL DEFAULT '{}',
    "documentId" UUID,

    CONSTRAINT "Task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Incident" (
    "id" TEXT NOT NULL,
    "instanceId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "elementId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "resolvedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MessageSubscription" (
    "instanceId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "correlationKey" TEXT NOT NULL,
    "elementId" TEXT NOT NULL,

    CONSTRAINT "MessageSubscription_pkey" PRIMARY KEY ("instanceId","key")
);

-- CreateTable
CREATE TABLE "PublishedMessage" (
    "id" UUID NOT NULL,
    "messageId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "correlationKey" TEXT NOT NULL,
    "variables" JSONB NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "instanceId" TEXT,
    "subscriptionKey" TEXT,
    "deliveredAt" TIMESTAMPTZ(3),

    CONSTRAINT "PublishedMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OidcRecord" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "grantId" TEXT,
    "uid" TEXT,
    "userCode" TEXT,
    "consumedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),

    CONSTRAINT "OidcRecord_pkey" PRIMARY KEY ("type","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Person_username_key" ON "Person"("username");

-- CreateIndex
CREATE UNIQUE INDEX "Document_trackingCode_key" ON "Document"("trackingCode");

-- CreateIndex
CREATE INDEX "Document_agencyCode_direction_statusCode_idx" ON "Document"("agencyCode", "direction", "statusCode");

-- CreateIndex
CREATE INDEX "Document_taxCode_idx" ON "Document"("taxCode");

-- CreateIndex
CREATE INDEX "Document_inReplyToId_idx" ON "Document"("inReplyToId");

-- CreateIndex
CREATE INDEX "Document_dueAt_idx" ON "Document"("dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "Document_taxCode_direction_idempotencyKey_key" ON "Document"("taxCode", "direction", "idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "Document_issuedFromId_taxCode_key" ON "Document"("issuedFromId", "taxCode");

-- CreateIndex
CREATE UNIQUE INDEX "DocumentStatusChange_madeBy_key" ON "DocumentStatusChange"("madeBy");

-- CreateIndex
CREATE INDEX "DocumentStatusChange_documentId_at_idx" ON "DocumentStatusChange"("documentId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "RegisterEntry_documentId_kind_key" ON "RegisterEntry"("documentId", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "Dossier_code_key" ON "Dossier"("code");

-- CreateIndex
CREATE UNIQUE INDEX "SignatureRecord_madeBy_key" ON "SignatureRecord"("madeBy");

-- CreateIndex
CREATE INDEX "SignatureRecord_fileId_idx" ON "SignatureRecord"("fileId");

-- CreateIndex
CREATE INDEX "SignatureRecord_documentId_idx" ON "SignatureRecord"("documentId");

-- CreateIndex
CREATE UNIQUE INDEX "Notification_madeBy_key" ON "Notification"("madeBy");

-- CreateIndex
CREATE INDEX "Notification_group_at_idx" ON "Notification"("group", "at");

-- CreateIndex
CREATE INDEX "Notification_personId_at_idx" ON "Notification"("personId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "ProcessDefinition_key_version_key" ON "ProcessDefinition"("key", "version");

-- CreateIndex
CREATE INDEX "ProcessInstance_definitionId_state_idx" ON "ProcessInstance"("definitionId", "state");

-- CreateIndex
CREATE INDEX "ProcessInstance_documentId_idx" ON "ProcessInstance"("documentId");

-- CreateIndex
CREATE INDEX "ProcessInstance_dispatchedAt_idx" ON "ProcessInstance"("dispatchedAt");

-- CreateIndex
CREATE INDEX "Task_state_dueAt_idx" ON "Task"("state", "dueAt");

-- CreateIndex
CREATE INDEX "Task_instanceId_idx" ON "Task"("instanceId");

-- CreateIndex
CREATE INDEX "Task_assigneeId_state_idx" ON "Task"("assigneeId", "state");

-- CreateIndex
CREATE INDEX "Task_documentId_idx" ON "Task"("documentId");

-- CreateIndex
CREATE INDEX "Task_candidateGroups_idx" ON "Task" USING GIN ("candidateGroups");

-- CreateIndex
CREATE INDEX "Incident_instanceId_idx" ON "Incident"("instanceId");

-- CreateIndex
CREATE INDEX "MessageSubscription_name_correlationKey_idx" ON "MessageSubscription"("name", "correlationKey");

-- CreateIndex
CREATE INDEX "PublishedMessage_name_correlationKey_expiresAt_idx" ON "PublishedMessage"("name", "correlationKey", "expiresAt");

-- CreateIndex
CREATE INDEX "PublishedMessage_instanceId_deliveredAt_idx" ON "PublishedMessage"("instanceId", "deliveredAt");

-- CreateIndex
CREATE UNIQUE INDEX "PublishedMessage_name_messageId_key" ON "PublishedMessage"("name", "messageId");

-- CreateIndex
CREATE INDEX "OidcRecord_grantId_idx" ON "OidcRecord"("grantId");

-- CreateIndex
CREATE INDEX "OidcRecord_uid_idx" ON "OidcRecord"("uid");

-- AddForeignKey
ALTER TABLE "Agency" ADD CONSTRAINT "Agency_parentCode_fkey" FOREIGN KEY ("parentCode") REFERENCES "Agency"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Person" ADD CONSTRAINT "Person_agencyCode_fkey" FOREIGN KEY ("agencyCode") REFERENCES "Agency"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Person" ADD CONSTRAINT "Person_taxCode_fkey" FOREIGN KEY ("taxCode") REFERENCES "Enterprise"("taxCode") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StoredFile" ADD CONSTRAINT "StoredFile_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "Blob"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Document" ADD CONSTRAINT "Document_issuedFromId_fkey" FOREIGN KEY ("issuedFromId") REFERENCES "Document"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Document" ADD CONSTRAINT "Document_inReplyToId_fkey" FOREIGN KEY ("inReplyToId") REFERENCES "Document"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Document" ADD CONSTRAINT "Document_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "Dossier"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DocumentFile" ADD CONSTRAINT "DocumentFile_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DocumentFile" ADD CONSTRAINT "DocumentFile_fileId_fkey" FOREIGN KEY ("fileId") REFERENCES "StoredFile"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DocumentStatusChange" ADD CONSTRAINT "DocumentStatusChange_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegisterEntry" ADD CONSTRAINT "RegisterEntry_agencyCode_kind_year_fkey" FOREIGN KEY ("agencyCode", "kind", "year") REFERENCES "RegisterBook"("agencyCode", "kind", "year") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegisterEntry" ADD CONSTRAINT "RegisterEntry_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Deadline" ADD CONSTRAINT "Deadline_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Dossier" ADD CONSTRAINT "Dossier_agencyCode_fkey" FOREIGN KEY ("agencyCode") REFERENCES "Agency"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditEntry" ADD CONSTRAINT "AuditEntry_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contract" ADD CONSTRAINT "Contract_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ContractParty" ADD CONSTRAINT "ContractParty_contractId_fkey" FOREIGN KEY ("contractId") REFERENCES "Contract"("documentId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Inspection" ADD CONSTRAINT "Inspection_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InspectionFinding" ADD CONSTRAINT "InspectionFinding_inspectionId_fkey" FOREIGN KEY ("inspectionId") REFERENCES "Inspection"("documentId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProcessDefinition" ADD CONSTRAINT "ProcessDefinition_hash_fkey" FOREIGN KEY ("hash") REFERENCES "DefinitionContent"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProcessDefinition" ADD CONSTRAINT "ProcessDefinition_agencyCode_fkey" FOREIGN KEY ("agencyCode") REFERENCES "Agency"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProcessInstance" ADD CONSTRAINT "ProcessInstance_definitionId_fkey" FOREIGN KEY ("definitionId") REFERENCES "ProcessDefinition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InstanceEvent" ADD CONSTRAINT "InstanceEvent_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "ProcessInstance"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "ProcessInstance"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "ProcessInstance"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
