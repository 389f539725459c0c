-- AlterTable
ALTER TABLE "DocumentStatusChange" ADD COLUMN     "position" SERIAL NOT NULL;
